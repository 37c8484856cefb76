# Brings docs/en-US (PlatyPS markdown) up to the built cmdlets, and en-US (MAML) up to docs/en-US. Texts that people wrote stay.
param([Parameter(Mandatory)][string] $Root)
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
Import-Module (Join-Path $Root 'LyttleCluster.psd1')
$markdown = Join-Path $Root docs en-US
$maml = Join-Path $Root en-US
$null = New-Item -ItemType Directory -Force $markdown, $maml

# PlatyPS writes below a folder named after the module; ours has one module, and needs none.
$work = Join-Path ([IO.Path]::GetTempPath()) "LyttleCluster-help-$PID"
try {
    foreach ($command in Get-Command -Module LyttleCluster -CommandType Cmdlet) {
        $page = Join-Path $markdown "$($command.Name).md"
        if (Test-Path $page) {
            $null = Update-MarkdownCommandHelp -Path $page -NoBackup
            [IO.File]::WriteAllText($page, [IO.File]::ReadAllText($page)) # without the byte order mark it adds
        }
        else {
            New-MarkdownCommandHelp -CommandInfo $command -OutputFolder $work | Move-Item -Destination $page
        }
    }

    $help = Get-ChildItem $markdown -Filter *-*.md | Import-MarkdownCommandHelp
    $help | Export-MamlCommandHelp -OutputFolder $work | Move-Item -Destination $maml -Force
}
finally {
    Remove-Item $work -Recurse -Force -ErrorAction Ignore
}
Write-Host "Help of $(@($help).Count) cmdlets: $markdown, $maml"
