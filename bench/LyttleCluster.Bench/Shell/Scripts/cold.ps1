# The first snapshot of a new session: nothing compiled, no connection open.
param([string] $Module, [string] $Yardstick, [string] $Sockets, [string] $Subject)
$ErrorActionPreference = 'Stop'
$watch = [System.Diagnostics.Stopwatch]::new()
if ($Subject -eq 'bare') {
    $null = [System.Reflection.Assembly]::LoadFrom($Yardstick)
    $watch.Start()
    $null = [LyttleCluster.Bench.BareEngines]::new([System.IO.File]::ReadAllLines($Sockets), 256).List()
}
else {
    Import-Module $Module
    $watch.Start()
    Get-ClusterContainer | Out-Null
}
@{ All = $watch.Elapsed.TotalMilliseconds } | ConvertTo-Json -Compress
