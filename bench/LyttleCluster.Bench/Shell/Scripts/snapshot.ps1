# Warm snapshots, the cmdlet and bare GETs in turn, so that noise hits both.
param([string] $Module, [string] $Yardstick, [string] $Sockets, [int] $Rounds)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$null = [System.Reflection.Assembly]::LoadFrom($Yardstick)
$bare = [LyttleCluster.Bench.BareEngines]::new([System.IO.File]::ReadAllLines($Sockets), 256)
$watch = [System.Diagnostics.Stopwatch]::new()

# What was seen is written to disk in the background a quarter of a second later: into nobody's time.
function Rest { [System.Threading.Thread]::Sleep(400) }
function Measure-Bare { Rest; $bare.List() }
function Measure-Cmdlet { Rest; $watch.Restart(); Get-ClusterContainer | Out-Null; $watch.Elapsed.TotalMilliseconds }
function Measure-FirstRow {
    Rest
    $state = @{ First = 0.0 }
    $watch.Restart()
    Get-ClusterContainer | & { process { if ($state.First -eq 0) { $state.First = $watch.Elapsed.TotalMilliseconds } } }
    $state.First
}

for ($i = 0; $i -lt 8; $i++) { $null = Measure-Bare; $null = Measure-Cmdlet; $null = Measure-FirstRow }
$found = @(Get-ClusterContainer).Count
$runs = for ($i = 0; $i -lt $Rounds; $i++) {
    $yard = Measure-Bare
    @{ Bare = $yard.All; BareFirst = $yard.First; BareCount = $yard.Count; Ours = Measure-Cmdlet; FirstRow = Measure-FirstRow }
}
@{ Count = $found; Runs = @($runs) } | ConvertTo-Json -Compress -Depth 4
