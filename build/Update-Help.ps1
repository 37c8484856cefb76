# Brings docs/en-US (PlatyPS markdown) up to the built cmdlets, and en-US (MAML) up to docs/en-US. Texts that people wrote stay.
param([Parameter(Mandatory)][string] $Root)
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
Import-Module (Join-Path $Root 'LyttleCluster.psd1')
$markdown = Join-Path $Root docs en-US
$maml = Join-Path $Root en-US

$null = New-Item -ItemType Directory -Force $markdown, $maml
foreach ($command in Get-Command -Module LyttleCluster -CommandType Cmdlet) {
    $file = Join-Path $markdown "$($command.Name).md"
    if (Test-Path $file) {
        $null = Update-MarkdownCommandHelp -Path $file -NoBackup
        continue
    }
    # It writes to a folder named after the module; ours has one module only.
    $new = New-MarkdownCommandHelp -CommandInfo $command -OutputFolder ([IO.Path]::GetTempPath()) -Force
    Move-Item $new.FullName $file
}

$help = Get-ChildItem $markdown -Filter *.md | Where-Object BaseName -like '*-*' | Import-MarkdownCommandHelp
$written = $help | Export-MamlCommandHelp -OutputFolder ([IO.Path]::GetTempPath()) -Force
Move-Item $written.FullName $maml -Force
Write-Host "Help of $(@($help).Count) cmdlets: $markdown, $maml"
