BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $null = Connect-Cluster (New-StatePath)
    function Get-ErrorId($Records) { @($Records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
}

AfterAll { Disconnect-Cluster }

Describe 'Nodes that are added in one pipeline' {
    BeforeAll {
        $rows = @(
            @{ Name = 'web1'; Docker = 'unix:///1.sock' }, @{ Name = 'WEB1'; Docker = 'unix:///2.sock' }, @{ Name = 'web3'; Docker = 'unix:///1.sock' }
            @{ Name = 'web4'; Docker = 'unix:///4.sock' }
        ) | ForEach-Object { [pscustomobject]$_ }
    }

    It 'are refused already in a preview, the second of a name or an endpoint each, and the others shown in their order' {
        $rows | Add-ClusterNode -SkipProbe -WhatIf -ErrorVariable failures -ErrorAction SilentlyContinue
        Get-ErrorId $failures | Should -Be NodeGivenTwice, NodeEndpointGivenTwice
        $shell = Invoke-Shell "
            Import-Module '$(Get-ModuleManifest)'
            1..40 | ForEach-Object { [pscustomobject]@{ Name = `"n`$_`"; Docker = `"unix:///`$_.sock`" } } | Add-ClusterNode -SkipProbe -WhatIf" -Environment @{ LYTTLECLUSTER_STATE = New-StatePath }
        $shell.Output -split [Environment]::NewLine | Should -Be (1..40 | ForEach-Object { "What if: Add node/n${_}: Docker=unix:///$_.sock" })
    }

    It 'are stored once a name and an endpoint, the first of each' {
        $added = $rows | Add-ClusterNode -SkipProbe -ErrorVariable failures -ErrorAction SilentlyContinue
        $added.Name | Sort-Object | Should -BeExactly web1, web4
        Get-ErrorId $failures | Should -Be NodeGivenTwice, NodeEndpointGivenTwice
        (Get-ClusterNode -Cached).Name | Sort-Object | Should -BeExactly web1, web4
    }
}
