# The most memory that the shell ever held (VmHWM), before the module, after one streamed snapshot and after many.
param([string] $Module, [int] $Rounds)
$ErrorActionPreference = 'Stop'
function Get-Peak { foreach ($line in [System.IO.File]::ReadLines('/proc/self/status')) { if ($line.StartsWith('VmHWM')) { return [int]($line -replace '\D') / 1024 } } }
$bare = Get-Peak
Import-Module $Module
Get-ClusterContainer | Out-Null
$once = Get-Peak
for ($i = 1; $i -lt $Rounds; $i++) { Get-ClusterContainer | ForEach-Object { $null = $_.Name } }
@{ Bare = $bare; Once = $once; Many = Get-Peak } | ConvertTo-Json -Compress
