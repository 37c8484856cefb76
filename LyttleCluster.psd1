@{
  RootModule           = 'bin/LyttleCluster.psm1'
  ModuleVersion        = '0.1.0'
  GUID                 = '5d0c9a7e-3f4b-4c69-9a52-6b1f7de0c8a4'
  Author               = 'LyttleCluster contributors'
  Copyright            = 'LyttleCluster contributors. MIT.'
  Description          = 'See and control the Docker hosts of a small cluster: nodes, containers, events and nginx as typed objects that pipe.'
  PowerShellVersion    = '7.6'
  CompatiblePSEditions = @('Core')
  FormatsToProcess     = @('bin/LyttleCluster.Format.ps1xml')

  # Named one by one: PowerShell finds a command's module from here without loading anything.
  CmdletsToExport      = @(
    'Add-ClusterNode'
    'Compare-ClusterDomain'
    'Connect-Cluster'
    'ConvertTo-NginxConfiguration'
    'Disconnect-Cluster'
    'Find-ClusterNode'
    'Get-Cluster'
    'Get-ClusterAccess'
    'Get-ClusterAlert'
    'Get-ClusterConnection'
    'Get-ClusterContainer'
    'Get-ClusterContainerLog'
    'Get-ClusterContainerUsage'
    'Get-ClusterDomain'
    'Get-ClusterEvent'
    'Get-ClusterManager'
    'Get-ClusterNode'
    'Get-ClusterOperation'
    'Get-ClusterToken'
    'Get-NginxLog'
    'Get-NginxStatus'
    'Grant-ClusterAccess'
    'Import-ClusterDomain'
    'Install-ClusterService'
    'Invoke-ClusterContainerCommand'
    'Invoke-NginxReload'
    'New-ClusterCertificate'
    'New-ClusterToken'
    'Publish-ClusterDomain'
    'Remove-ClusterContainer'
    'Remove-ClusterDomain'
    'Remove-ClusterNode'
    'Remove-ClusterToken'
    'Restart-ClusterContainer'
    'Restart-ClusterNode'
    'Resume-ClusterNode'
    'Resume-ClusterOperation'
    'Revoke-ClusterAccess'
    'Set-ClusterDomain'
    'Set-ClusterNode'
    'Start-ClusterContainer'
    'Start-ClusterManager'
    'Stop-ClusterContainer'
    'Stop-ClusterManager'
    'Suspend-ClusterAlert'
    'Suspend-ClusterNode'
    'Test-ClusterContainer'
    'Test-ClusterDomain'
    'Test-ClusterNode'
    'Test-NginxConfiguration'
    'Undo-ClusterOperation'
    'Uninstall-ClusterService'
    'Unlock-Cluster'
    'Wait-ClusterContainer'
    'Wait-ClusterNode'
    'Watch-Cluster'
    'Watch-ClusterContainerUsage'
    'Watch-ClusterEvent'
  )
  FunctionsToExport    = @()
  AliasesToExport      = @()
  VariablesToExport    = @()

  PrivateData          = @{
    PSData = @{
      Tags         = @('Docker', 'Containers', 'Cluster', 'nginx', 'Operations', 'PSEdition_Core', 'Linux', 'Windows', 'MacOS')
      ReleaseNotes = 'See CHANGELOG.md.'
    }
  }
}
