# A long log, the cmdlet and a bare GET of the same log in turn.
param([string] $Module, [string] $Yardstick, [string] $Sockets, [string] $Node, [string] $Container, [int] $Rounds)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$null = [System.Reflection.Assembly]::LoadFrom($Yardstick)
$bare = [LyttleCluster.Bench.BareEngines]::new([System.IO.File]::ReadAllLines($Sockets), 1)
$watch = [System.Diagnostics.Stopwatch]::new()
$found = @(Get-ClusterContainerLog -Name $Container -Node $Node).Count
$runs = for ($i = 0; $i -lt $Rounds; $i++) {
    $yard = $bare.Log($Container)
    $watch.Restart()
    Get-ClusterContainerLog -Name $Container -Node $Node | Out-Null
    @{ Bare = $yard.All; BareCount = $yard.Count; Ours = $watch.Elapsed.TotalMilliseconds }
}
@{ Count = $found; Runs = @($runs) } | ConvertTo-Json -Compress -Depth 4
