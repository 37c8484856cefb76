# When the last row of the answering nodes comes: in a cluster of those alone, and in one that has a hanging node besides.
param([string] $Module, [string] $Healthy, [string] $Hanging, [int] $Rounds)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$healthyCluster = Connect-Cluster -Path $Healthy
$hangingCluster = Connect-Cluster -Path $Hanging
$watch = [System.Diagnostics.Stopwatch]::new()
function Measure-LastRow($cluster) {
    [System.Threading.Thread]::Sleep(400)
    $state = @{ Last = 0.0; Count = 0 }
    $watch.Restart()
    Get-ClusterContainer -Cluster $cluster -TimeoutSec 1 -ErrorAction SilentlyContinue |
        & { process { $state.Last = $watch.Elapsed.TotalMilliseconds; $state.Count++ } }
    $state
}

for ($i = 0; $i -lt 6; $i++) { $null = Measure-LastRow $healthyCluster; $null = Measure-LastRow $hangingCluster }
$runs = for ($i = 0; $i -lt $Rounds; $i++) {
    $without = Measure-LastRow $healthyCluster
    $with = Measure-LastRow $hangingCluster
    @{ Without = $without.Last; With = $with.Last; WithoutCount = $without.Count; WithCount = $with.Count }
}
@{ Runs = @($runs) } | ConvertTo-Json -Compress -Depth 4
