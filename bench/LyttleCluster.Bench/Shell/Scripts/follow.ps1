# Follows a log for so many lines; the memory that the process holds (VmRSS) and that is in use, at ten places on the way.
param([string] $Module, [string] $Node, [string] $Container, [int] $Lines)
$ErrorActionPreference = 'Stop'
Import-Module $Module
function Get-Held { foreach ($line in [System.IO.File]::ReadLines('/proc/self/status')) { if ($line.StartsWith('VmRSS')) { return [int]($line -replace '\D') / 1024 } } }
$state = @{ Count = 0; Step = [int]($Lines / 10); Samples = [System.Collections.Generic.List[object]]::new() }
$watch = [System.Diagnostics.Stopwatch]::StartNew()
Get-ClusterContainerLog -Name $Container -Node $Node -Follow | Select-Object -First $Lines | & {
    process {
        if (++$state.Count % $state.Step -eq 0) { $state.Samples.Add(@{ Held = Get-Held; Used = [GC]::GetTotalMemory($true) / 1MB }) }
    }
}
@{ Count = $state.Count; All = $watch.Elapsed.TotalMilliseconds; Samples = $state.Samples } | ConvertTo-Json -Compress -Depth 4
