# What a new session pays: the import, then the first command.
param([string] $Module, [switch] $Empty)
$ErrorActionPreference = 'Stop'
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Import-Module $Module
$import = $watch.Elapsed.TotalMilliseconds
$first = 0.0
$found = 0
if (-not $Empty) {
    $watch.Restart()
    $nodes = Get-ClusterNode -Cached
    $first = $watch.Elapsed.TotalMilliseconds
    $found = $nodes.Count
}
@{ Import = $import; First = $first; Count = $found } | ConvertTo-Json -Compress
