# Long logs of several nodes, merged; and bare GETs of the same logs in turn.
param([string] $Module, [string] $Yardstick, [string] $Apis, [int] $Tail, [int] $Rounds)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$null = [System.Reflection.Assembly]::LoadFrom($Yardstick)
$bare = [LyttleCluster.Bench.BareNginxApis]::new([System.IO.File]::ReadAllLines($Apis))
$watch = [System.Diagnostics.Stopwatch]::new()
$found = @(Get-NginxLog -Tail $Tail).Count
$runs = for ($i = 0; $i -lt $Rounds; $i++) {
    $yard = $bare.Logs($Tail)
    $watch.Restart()
    Get-NginxLog -Tail $Tail | Out-Null
    @{ Bare = $yard.All; Ours = $watch.Elapsed.TotalMilliseconds }
}
@{ Count = $found; Runs = @($runs) } | ConvertTo-Json -Compress -Depth 4
