BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    Get-ClusterConnection | Disconnect-Cluster
}

Describe 'Connections' {
    AfterEach { Get-ClusterConnection | Disconnect-Cluster }

    It 'makes the last one the default, and keeps the others open' {
        $first = Connect-Cluster (New-StatePath)
        $second = Connect-Cluster (New-StatePath)
        $first.IsDefault, $second.IsDefault | Should -Be $true, $true
        Get-ClusterConnection | ForEach-Object IsDefault | Should -Be $false, $true
        Get-ClusterConnection -Cluster $first | ForEach-Object Path | Should -Be $first.Path
    }

    It 'leads each cmdlet where -Cluster says' {
        $first = Connect-Cluster (New-StatePath)
        $second = Connect-Cluster (New-StatePath)
        $null = Add-ClusterNode one unix:///nowhere -SkipProbe -Cluster $first
        $null = Add-ClusterNode two unix:///nowhere -SkipProbe
        (Get-ClusterNode -Cached -Cluster $first).Name | Should -Be one
        (Get-ClusterNode -Cached).Name | Should -Be two
        (Get-ClusterNode -Cached -Cluster $second).Name | Should -Be two
    }

    It 'copies nodes from one cluster into another' {
        $first = Connect-Cluster (New-StatePath)
        $second = Connect-Cluster (New-StatePath)
        $null = Add-ClusterNode one unix:///nowhere -SkipProbe -Cluster $first -Label @{ env = 'prod' } -Owner anna, ben -Location eu/rack1
        Get-ClusterNode -Cached -Cluster $first | Add-ClusterNode -Cluster $second -SkipProbe | Out-Null
        $copy = Get-ClusterNode -Cached -Cluster $second
        $copy.Docker.Uri | Should -Be unix:///nowhere
        $copy.Labels.env | Should -Be prod
        $copy.Owners | Should -Be anna, ben
        $copy.Location | Should -Be eu/rack1
    }

    It 'takes a relative path from the current location' {
        Push-Location $TestDrive
        try { (Connect-Cluster relative.db).Path | Should -Be (Join-Path $TestDrive relative.db) }
        finally { Pop-Location }
    }

    It 'closes the default one, or the one that is named' {
        $first = Connect-Cluster (New-StatePath)
        $null = Connect-Cluster (New-StatePath)
        Disconnect-Cluster
        Get-ClusterConnection | ForEach-Object Path | Should -Be $first.Path
        Disconnect-Cluster $first
        Get-ClusterConnection | Should -BeNullOrEmpty
    }

    It 'is not there when it could not be opened' {
        $file = Join-Path $TestDrive broken.db
        Set-Content $file ('x' * 4096)
        { Connect-Cluster $file } | Should -Throw -ErrorId 'State*'
        Get-ClusterConnection | Should -BeNullOrEmpty
    }

    It 'is there without Connect-Cluster, by the environment' {
        $path = New-StatePath
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; Get-ClusterNode; (Get-ClusterConnection).Path; (Get-ClusterConnection).IsDefault" -Environment @{ LYTTLECLUSTER_STATE = $path }
        $shell.Output -split [Environment]::NewLine | Should -Be $path, True
    }

    It 'belongs to a runspace: what one connects leaves the others where they are' {
        $mine = Connect-Cluster (New-StatePath)
        $other = New-StatePath
        $theirs = [powershell]::Create().AddScript("Import-Module '$(Get-ModuleManifest)'; Connect-Cluster '$other'; Get-ClusterConnection").Invoke()
        $theirs.Path | Should -Be $other, $other
        Get-ClusterConnection | ForEach-Object Path | Should -Be $mine.Path
    }

    It 'can be taken into other runspaces' {
        $cluster = New-SimulatedCluster -Nodes 1 -ContainersPerNode 2
        try {
            $manifest = Get-ModuleManifest
            $counts = 1..4 | ForEach-Object -Parallel { Import-Module $using:manifest; (Get-ClusterContainer -Cluster $using:cluster.Connection | Measure-Object).Count }
            $counts | Should -Be 2, 2, 2, 2
        }
        finally {
            Remove-SimulatedCluster $cluster
        }
    }

    It 'keeps connections to nodes warm between cmdlets' {
        $cluster = New-SimulatedCluster -Nodes 1 -ContainersPerNode 1
        try {
            $null = Get-ClusterContainer
            $open = $cluster.Nodes[0].OpenConnections
            1..20 | ForEach-Object { $null = Get-ClusterContainer }
            $cluster.Nodes[0].OpenConnections | Should -BeLessOrEqual $open
        }
        finally {
            Remove-SimulatedCluster $cluster
        }
    }
}

Describe 'Adding nodes from the pipeline' {
    BeforeAll { $null = Connect-Cluster (New-StatePath) }

    AfterAll { Disconnect-Cluster }

    It 'takes what Find-ClusterNode gives, and rows of a CSV' {
        [LyttleCluster.ClusterNodeCandidate]@{ Name = 'found'; Source = 'DockerContext'; Docker = 'tcp://127.0.0.1:1'; Description = 'd' } | Add-ClusterNode -SkipProbe | Out-Null
        "Name,Docker,Location`nrow1,tcp://127.0.0.1:2,eu`nrow2,tcp://127.0.0.1:3,us" | ConvertFrom-Csv | Add-ClusterNode -SkipProbe | Out-Null
        $nodes = Get-ClusterNode -Cached | Sort-Object Name
        $nodes.Name | Should -Be found, row1, row2
        $nodes.Docker.Uri.OriginalString | Should -Be tcp://127.0.0.1:1, tcp://127.0.0.1:2, tcp://127.0.0.1:3
        $nodes[1].Location | Should -Be eu
    }

    It 'adds the good ones when one is bad, and says which' {
        $added = 'good1,tcp://127.0.0.1:4', 'bad name,tcp://127.0.0.1:5', 'good2,tcp://127.0.0.1:6' | ConvertFrom-Csv -Header Name, Docker |
            Add-ClusterNode -SkipProbe -ErrorVariable failures -ErrorAction SilentlyContinue
        $added.Name | Sort-Object | Should -Be good1, good2
        $failures | Should -HaveCount 1
        "$failures" | Should -Match 'bad name'
    }
}

Describe 'Settings of a node' {
    BeforeAll {
        $path = New-StatePath
        $null = Connect-Cluster $path
    }

    AfterAll { Disconnect-Cluster }

    BeforeEach { $null = Add-ClusterNode n unix:///nowhere -SkipProbe -Location eu/rack1 -Label @{ env = 'prod' } -Owner anna -Address 10.0.0.5 }

    AfterEach { Remove-ClusterNode n -Confirm:$false }

    It 'stay as they are unless they are named' {
        $node = Set-ClusterNode n -Location eu/rack2
        $node.Location, $node.Labels.env, $node.Owners, $node.Address | Should -Be eu/rack2, prod, anna, 10.0.0.5
    }

    It 'are cleared by $null: <parameter>' -ForEach @(
        @{ parameter = 'Location'; property = 'Location' }, @{ parameter = 'Label'; property = 'Labels' }, @{ parameter = 'Owner'; property = 'Owners' }
    ) {
        $given = @{ $parameter = $null }
        $node = Set-ClusterNode n @given
        @($node.$property).Where({ $_ -and $_.Count }) | Should -BeNullOrEmpty
        @('eu/rack1', 'prod', 'anna').Where({ $_ -in $node.Location, $node.Labels.env, $node.Owners[0] }) | Should -HaveCount 2
    }

    It 'are what -WhatIf says they would be, and are not changed by it' {
        # PowerShell writes "What if" to the host alone, so it takes a host of its own to see it.
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; Set-ClusterNode n -Location eu/rack2 -WhatIf" -Environment @{ LYTTLECLUSTER_STATE = $path }
        $shell.Output | Should -Match '^What if: Set node/n: .*Location=eu/rack1.* -> .*Location=eu/rack2'
        (Get-ClusterNode n -Cached).Location | Should -Be eu/rack1
    }

    It 'are shown by the journal' {
        $null = Set-ClusterNode n -Location eu/rack3
        $operation = Get-ClusterOperation -Newest 1
        $operation.Kind | Should -Be Nodes.Set
        $operation.Outcome | Should -Be Succeeded
        $operation.Steps[0].After | Should -Match eu/rack3
    }
}
