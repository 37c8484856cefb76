# Runs as timers and cron start them: pwsh -NonInteractive -File, nobody there, output into a file.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $manifest = Get-ModuleManifest
    function Invoke-Runbook([string] $Script) { Invoke-Shell "Import-Module '$manifest'; $Script" -Environment @{ LYTTLECLUSTER_STATE = New-StatePath } }
}

Describe 'An unattended run' {
    It 'ends with 1 when a command fails and the script stops at errors' {
        $run = Invoke-Runbook '$ErrorActionPreference = "Stop"; Get-ClusterNode nowhere; "never reached"'
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeNullOrEmpty
        $run.Error | Should -Match "There is no node 'nowhere'"
        $run.Error | Should -Match 'Get-ClusterNode lists the nodes'
    }

    It 'ends with 1 when the state cannot be opened and the script stops at errors' {
        $file = Join-Path $TestDrive broken.db
        Set-Content $file ('x' * 4096)
        $run = Invoke-Runbook "`$ErrorActionPreference = 'Stop'; `$null = Connect-Cluster '$file'"
        $run.ExitCode | Should -Be 1
    }

    It 'ends with 0 when all went well' {
        $run = Invoke-Runbook '$ErrorActionPreference = "Stop"; Add-ClusterNode n unix:///nowhere -SkipProbe | Out-Null; (Get-ClusterNode -Cached).Name'
        $run.ExitCode | Should -Be 0
        $run.Output | Should -Be n
        $run.Error | Should -BeNullOrEmpty
    }

    It 'writes no colours' {
        $run = Invoke-Runbook 'Add-ClusterNode n unix:///nowhere -SkipProbe; Get-ClusterNode nowhere'
        $run.Output + $run.Error | Should -Not -Match ([char]27)
        $run.Output | Should -Match 'Unknown'
    }

    It 'asks nothing: what has to be confirmed is refused, and says how to confirm it' {
        $run = Invoke-Runbook '
            Add-ClusterNode n unix:///nowhere -SkipProbe | Out-Null
            try { Remove-ClusterNode n } catch { $_.FullyQualifiedErrorId.Split(",")[0]; $_.ErrorDetails.RecommendedAction }
            (Get-ClusterNode -Cached).Name
            Remove-ClusterNode n -Confirm:$false
            (Get-ClusterNode -Cached | Measure-Object).Count'
        $run.Output -split [Environment]::NewLine |
            Should -Be ConfirmationNotPossible, 'Look at it with -WhatIf; when it is what you want, run it with -Confirm:$false.', n, 0
    }

    It 'takes no -Force for an answer' {
        $cluster = New-SimulatedCluster -Nodes 1 -ContainersPerNode 1
        try {
            $run = Invoke-Shell "Import-Module '$manifest'; try { Remove-ClusterContainer -Name * -Force } catch { `$_.FullyQualifiedErrorId.Split(',')[0] }" -Environment @{ LYTTLECLUSTER_STATE = $cluster.Path }
            $run.Output | Should -Be ConfirmationNotPossible
        }
        finally {
            Remove-SimulatedCluster $cluster
        }
    }

    It 'makes changes of medium impact without a question' {
        $run = Invoke-Runbook 'Add-ClusterNode n unix:///nowhere -SkipProbe | Out-Null; (Suspend-ClusterNode n).Suspended; (Resume-ClusterNode n).Suspended'
        $run.Output -split [Environment]::NewLine | Should -Be True, False
    }
}
