# A rolling reload of all nodes, and the same nodes one cmdlet after the other.
param([string] $Module, [int] $Nodes, [int] $Rounds)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$watch = [System.Diagnostics.Stopwatch]::new()
$runs = for ($i = -1; $i -lt $Rounds; $i++) {
    $watch.Restart()
    0..($Nodes - 1) | ForEach-Object { $null = Invoke-NginxReload "n$_" }
    $single = $watch.Elapsed.TotalMilliseconds
    $watch.Restart()
    $results = @(Invoke-NginxReload *)
    $together = $watch.Elapsed.TotalMilliseconds
    if (@($results | Where-Object Outcome -EQ Reloaded).Count -ne $Nodes) { throw 'Not all nodes were reloaded.' }
    if ($i -ge 0) { @{ Bare = $single; Ours = $together } }
}
@{ Runs = @($runs) } | ConvertTo-Json -Compress -Depth 4
