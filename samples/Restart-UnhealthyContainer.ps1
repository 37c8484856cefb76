#Requires -Version 7.6
<#
.SYNOPSIS
Restarts containers whose health check fails, node by node, and says which of them are well afterwards.
.DESCRIPTION
A runbook for a timer or for hands. It leaves nodes alone that are not Ready, and it stops when a whole node's containers are
unhealthy: that is seldom the containers' fault. It ends with 1 when a container is not well afterwards, so that a timer notices.
.EXAMPLE
pwsh -NonInteractive -File samples/Restart-UnhealthyContainer.ps1 -Node 'web*'
.EXAMPLE
samples/Restart-UnhealthyContainer.ps1 -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Names or wildcards of nodes.
    [string[]] $Node = '*',

    # How long a container may take to be well again, in seconds.
    [int] $WaitSec = 120
)
$ErrorActionPreference = 'Stop'

$ailing = foreach ($ready in Get-ClusterNode -Name $Node | Where-Object Status -eq Ready) {
    $containers = @(Get-ClusterContainer -Node $ready -State Running)
    $unhealthy = @($containers | Where-Object Health -eq Unhealthy)
    if ($unhealthy.Count -gt 1 -and $unhealthy.Count -eq $containers.Count) {
        Write-Warning "All $($containers.Count) containers of $ready are unhealthy: look at the node first."
        continue
    }
    $unhealthy
}
if (-not $ailing) { return }

foreach ($container in $ailing) {
    # -WhatIf and -Confirm reach the cmdlet by themselves; nothing comes back from it when the answer is no.
    $restarted = $container | Restart-ClusterContainer -PassThru
    if (-not $restarted) { continue }
    $well = $restarted | Wait-ClusterContainer -Healthy -WaitSec $WaitSec -ErrorAction SilentlyContinue
    [pscustomobject]@{ Node = $container.Node; Container = $container.Name; Well = [bool]$well }
    if (-not $well) { $failed = $true }
}
if ($failed) { exit 1 }
