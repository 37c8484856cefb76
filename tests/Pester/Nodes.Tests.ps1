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

Describe 'A node that there is not' {
    It 'has not passed its test' {
        Test-ClusterNode nosuch -Quiet -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeFalse
        Get-ErrorId $failures | Should -Be NodeNotFound
    }
}

Describe 'Containers that are piped by node and name' {
    BeforeAll { $cluster = New-SimulatedCluster -Nodes 2 -ContainersPerNode 2 }

    AfterAll { Remove-SimulatedCluster $cluster }

    It 'are each found on their node, or missed there, though the name may be on another' {
        $found = @(
            [pscustomobject]@{ Node = 'sim000'; Container = 'app00-n000' }, [pscustomobject]@{ Node = 'sim001'; Container = 'app01-n000' }
            [pscustomobject]@{ Node = 'sim001'; Container = 'app01-n001' }
        ) | Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue
        $found | ForEach-Object ToString | Sort-Object | Should -Be sim000/app00-n000, sim001/app01-n001
        Get-ErrorId $failures | Should -Be ContainerNotFound
        $failures.Where({ $_ -is [System.Management.Automation.ErrorRecord] }).TargetObject | Should -Be app01-n000
    }
}
