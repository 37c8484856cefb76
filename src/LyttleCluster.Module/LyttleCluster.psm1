# Loads the cmdlets into a load context of their own (see docs/architecture.md, "The module"). Written for speed: it runs in every
# session. Assembly.LoadFrom, not Add-Type (128 ms more); the type by its assembly, not as [literal], which would be looked for
# in every assembly of the process.
try {
    # Gives the assembly of that name that is loaded already, whatever its path; LoadModule notices and refuses.
    $model = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($PSScriptRoot, 'LyttleCluster.dll'))
    $assembly, $again, $unattended = $model.GetType('LyttleCluster.Loading.ModuleLoadContext')::LoadModule($PSScriptRoot)
}
catch {
    $failure = $_.Exception
    while ($failure.InnerException -and -not $failure.ErrorId) { $failure = $failure.InnerException }
    # A model of another version makes LoadFrom itself refuse.
    $errorId = if ($failure -is [System.IO.FileLoadException]) { 'LyttleClusterOtherVersionLoaded' } else { $failure.ErrorId ?? 'LyttleClusterNotLoaded' }
    $record = [System.Management.Automation.ErrorRecord]::new($failure, $errorId, 'ResourceExists', $PSScriptRoot)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($failure.Message)
    $record.ErrorDetails.RecommendedAction = $failure.Remedy ?? 'Start a new session and import the module there.'
    throw $record
}

if ($unattended) { $PSStyle.OutputRendering = 'PlainText' }

if (-not $again) {
    Microsoft.PowerShell.Core\Import-Module -Assembly $assembly
    return
}

# A second Import-Module -Force finds the binary module in its cache and exports nothing to this one
# (https://github.com/PowerShell/PowerShell/issues/20710), so each cmdlet is exported by hand.
$cmdlets = Microsoft.PowerShell.Core\Import-Module -Assembly $assembly -PassThru
$export = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $cmdlets.ExportedCmdlets.Values) {
    $null = $export.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}
