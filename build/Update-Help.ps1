# Brings docs/en-US (PlatyPS markdown) up to the built cmdlets, and en-US (MAML) up to docs/en-US. Texts that people wrote stay.
# Gives the same files again when nothing changed.
param([Parameter(Mandatory)][string] $Root)
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
Import-Module (Join-Path $Root 'LyttleCluster.psd1')
. (Join-Path $PSScriptRoot 'HelpText.ps1')
$markdown = Join-Path $Root docs en-US
$maml = Join-Path $Root en-US
$null = New-Item -ItemType Directory -Force $markdown, $maml

# PlatyPS writes below a folder named after the module; ours has one module, and needs none.
$work = Join-Path ([IO.Path]::GetTempPath()) "LyttleCluster-help-$PID"
try {
    foreach ($command in Get-Command -Module LyttleCluster -CommandType Cmdlet) {
        $page = Join-Path $markdown "$($command.Name).md"
        $help = New-CommandHelp $command
        if (Test-Path $page) { Copy-WrittenText (Import-MarkdownCommandHelp $page) $help }
        Set-CommonParameters $help
        Export-MarkdownCommandHelp $help -OutputFolder $work -Force | Move-Item -Destination $page -Force
        Set-PlainPage $page
    }

    $help = Get-ChildItem $markdown -Filter *-*.md | Sort-Object Name | Import-MarkdownCommandHelp
    Set-ModulePage (Join-Path $markdown LyttleCluster.md) $help
    $exported = $help | Export-MamlCommandHelp -OutputFolder $work -Force
    Set-ReadableMaml $exported.FullName $help (Join-Path $maml $exported.Name)
}
finally {
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}
Write-Host "Help of $(@($help).Count) cmdlets: $markdown, $maml"
