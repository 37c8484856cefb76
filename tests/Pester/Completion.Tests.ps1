BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $cluster = New-SimulatedCluster -Nodes 2 -ContainersPerNode 2
    $null = Add-ClusterNode web-1 unix:///nowhere -SkipProbe -Location eu/rack1 -Label @{ env = "it's" }
    $null = Get-ClusterContainer -Node sim*
    $null = Grant-ClusterAccess ann -Role Viewer
    $null = Grant-ClusterAccess -Group ann-and-friends -Method Nodes.*
    $null = New-ClusterToken ci-reader -Role Viewer
    function Complete([string] $Line) { ([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches.CompletionText }
}

AfterAll { Remove-SimulatedCluster $cluster }

Describe 'Completion' {
    It '<line> gives <expected>' -ForEach @(
        @{ line = 'Get-ClusterNode s'; expected = 'sim000', 'sim001' }
        @{ line = 'Get-ClusterNode web'; expected = @('web-1') }
        @{ line = 'Stop-ClusterContainer -Node SIM00'; expected = 'sim000', 'sim001' }
        @{ line = 'Get-ClusterContainer app'; expected = 'app00-n000', 'app00-n001', 'app01-n000', 'app01-n001' }
        @{ line = 'Get-ClusterContainer -Node sim001 -Name app'; expected = 'app00-n001', 'app01-n001' }
        @{ line = 'Get-ClusterNode -Location e'; expected = 'eu', 'eu/rack1' }
        @{ line = "Get-ClusterNode 'we"; expected = @("'web-1'") }
        @{ line = 'Get-ClusterNode "we'; expected = @('"web-1"') }
        @{ line = 'Get-ClusterNode -Label '; expected = @("@{ 'env' = 'it''s' }") }
        @{ line = 'Get-ClusterAccess an'; expected = 'ann', 'ann-and-friends' }
        @{ line = 'Revoke-ClusterAccess a'; expected = @('ann') }
        @{ line = 'Revoke-ClusterAccess -Group a'; expected = @('ann-and-friends') }
        @{ line = 'Get-ClusterToken c'; expected = @('ci-reader') }
        @{ line = 'Grant-ClusterAccess bob -Role A'; expected = @('Admin') }
        @{ line = 'Grant-ClusterAccess bob -Method Nginx.'; expected = "'Nginx.*'", 'Nginx.GetStatus', 'Nginx.ReadLog', 'Nginx.Reload', 'Nginx.Test' }
        @{ line = 'Get-ClusterNode -Status Unr'; expected = @('Unreachable') }
        @{ line = 'Get-ClusterContainer -Image registry.example.test/shop/app:'; expected = 'registry.example.test/shop/app:0', 'registry.example.test/shop/app:1' }
    ) {
        Complete $line | Should -Be $expected
    }

    It 'knows the operations' {
        $id = (Get-ClusterOperation -Newest 1).Id
        Complete "Get-ClusterOperation $($id.Substring(0, 20))" | Should -Contain $id
    }

    It 'never goes to the network' {
        $before = ($cluster.Nodes.Requests | Measure-Object -Sum).Sum
        $null = Complete 'Get-ClusterNode s'
        $null = Complete 'Get-ClusterContainer app'
        ($cluster.Nodes.Requests | Measure-Object -Sum).Sum | Should -Be $before
    }

    It 'gives nothing, and no error, where the state cannot be read' {
        $file = Join-Path $TestDrive broken.db
        Set-Content $file ('x' * 4096)
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; (TabExpansion2 'Get-ClusterNode -Node x').CompletionMatches.Count; `$Error.Count" -Environment @{ LYTTLECLUSTER_STATE = $file }
        $shell.Output -split [Environment]::NewLine | Should -Be 0, 0
    }
}
