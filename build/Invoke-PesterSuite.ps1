# Runs Pester files and leaves an NUnit 3 file; exit code = failed tests + failed blocks + files that could not be read.
# Called by the build tool, which reads both.
param(
    [Parameter(Mandatory)][string] $ResultFile,
    [Parameter(Mandatory, ValueFromRemainingArguments)][string[]] $Path
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.6
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.Exit = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'NUnit3'
$configuration.TestResult.OutputPath = $ResultFile
Invoke-Pester -Configuration $configuration
