BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force

    # What Ctrl+C does: stops a pipeline from another thread once something has happened. Gives how long that took.
    function Stop-While([string] $Script, [scriptblock] $Happened) {
        $shell = [powershell]::Create().AddScript("Import-Module '$(Get-ModuleManifest)'; `$null = Connect-Cluster '$path'; $Script")
        try {
            $null = $shell.BeginInvoke()
            & $Happened
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'A command that does not end by itself' {
    BeforeEach {
        $node = New-TalkingNode
        $path = New-StatePath
        $null = Connect-Cluster $path
        $null = Add-ClusterNode talking $node.Uri -SkipProbe
        $log = "/containers/$('f' * 64)/logs"
    }

    AfterEach {
        Disconnect-Cluster
        $node.DisposeAsync().AsTask().Wait()
    }

    It 'ends within two seconds after Select-Object -First, and the node sees it' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        (Get-ClusterContainerLog -Follow | Select-Object -First 2).Message | Should -Be 'line 0', 'line 1'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        Wait-Seen $node.WaitForClosedAsync($log)
    }

    It 'ends within two seconds after Ctrl+C, and the node sees it: <command>' -ForEach @(
        @{ command = 'Get-ClusterContainerLog -Follow'; request = "/containers/$('f' * 64)/logs" }
        @{ command = 'Watch-ClusterEvent'; request = '/events' }
    ) {
        (Stop-While $command { Wait-Seen $node.WaitForRequestAsync($request) }).TotalSeconds | Should -BeLessThan 2
        Wait-Seen $node.WaitForClosedAsync($request)
    }

    It 'ends when what is downstream throws, and the node sees it' {
        { Get-ClusterContainerLog -Follow | ForEach-Object { throw 'enough' } } | Should -Throw enough
        Wait-Seen $node.WaitForClosedAsync($log)
    }

    It 'ends when what is downstream breaks out of a loop, and the node sees it' {
        foreach ($once in 1) { Get-ClusterContainerLog -Follow | ForEach-Object { break } }
        Wait-Seen $node.WaitForClosedAsync($log)
    }

    It 'ends with -ErrorAction Stop at the first node that fails, and the other sees it' {
        $null = Add-ClusterNode gone unix:///nowhere/docker.sock -SkipProbe
        { Get-ClusterContainerLog -Follow -ErrorAction Stop | Out-Null } | Should -Throw -ErrorId '*,LyttleCluster.Module.GetClusterContainerLogCommand'
        Wait-Seen $node.WaitForAllClosedAsync()
    }

    It 'ends by -WaitSec without an error' {
        Watch-ClusterEvent -WaitSec 0.5 -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty
        Wait-Seen $node.WaitForClosedAsync('/events')
    }
}

Describe 'Nodes that fail or hang' {
    BeforeAll { $cluster = New-SimulatedCluster -Nodes 2 -ContainersPerNode 2 -LogLines 5 }

    AfterAll { Remove-SimulatedCluster $cluster }

    It 'gives the others while one fails, and one error for that one' {
        $null = Add-ClusterNode gone unix:///nowhere/docker.sock -SkipProbe
        try {
            $lines = Get-ClusterContainerLog -ErrorVariable failures -ErrorAction SilentlyContinue
            $lines | Should -HaveCount 20
            $failures | Should -HaveCount 1
            $failures[0].CategoryInfo.TargetName | Should -Be gone
            $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        finally {
            Remove-ClusterNode gone -Confirm:$false
        }
    }

    It 'can be stopped while it waits for a node that hangs' {
        $path = $cluster.Path
        $cluster.Nodes[0].Hang = $true
        try {
            $before = $cluster.Nodes[0].Requests
            (Stop-While 'Get-ClusterContainer -Node sim000' { Wait-Until { $cluster.Nodes[0].Requests -gt $before } }).TotalSeconds | Should -BeLessThan 2
        }
        finally {
            $cluster.Nodes[0].Hang = $false
        }
    }

    It 'reports a node that hangs when its time is over, and nothing of the other waits for that' {
        $cluster.Nodes[0].Hang = $true
        try {
            $first = $null
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $found = Get-ClusterContainer -TimeoutSec 3 -ErrorVariable failures -ErrorAction SilentlyContinue |
                ForEach-Object { $first = $first ?? $clock.Elapsed; $_ }
            $found.Node | Select-Object -Unique | Should -Be sim001
            $first.TotalSeconds | Should -BeLessThan 2
            $failures | Should -HaveCount 1
            $failures[0].CategoryInfo.Category | Should -Be OperationTimeout
        }
        finally {
            $cluster.Nodes[0].Hang = $false
        }
    }

    It 'ends Watch-ClusterEvent by -MaxCount' {
        Set-SimulatedEvent $cluster.Nodes[0] (1..5 | ForEach-Object { [LyttleCluster.TestPeers.SimulatedEvent]::new('start', ('a' * 64), "app$_", [DateTimeOffset]::UtcNow) })
        Watch-ClusterEvent -MaxCount 2 -WaitSec 20 | Should -HaveCount 2
    }
}

Describe 'The time of the pipeline' {
    It 'does not count as a silence of the nodes' {
        $cluster = New-SimulatedCluster -Nodes 1 -ContainersPerNode 1 -LogLines 3000
        try {
            $count = 0
            $lines = Get-ClusterContainerLog -TimeoutSec 1 -ErrorVariable failures |
                ForEach-Object { if ($count++ -eq 0) { [System.Threading.Thread]::Sleep(2500) }; $_ }
            $lines | Should -HaveCount 3000
            $failures | Should -BeNullOrEmpty
        }
        finally {
            Remove-SimulatedCluster $cluster
        }
    }
}

Describe 'Error records' {
    It 'have an id, a category, the node, a remedy and no type of a dependency' {
        $null = Connect-Cluster (New-StatePath)
        try {
            Get-ClusterNode nowhere -ErrorVariable failures -ErrorAction SilentlyContinue
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -Be 'NodeNotFound,LyttleCluster.Module.GetClusterNodeCommand'
            $failures[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $failures[0].TargetObject | Should -Be nowhere
            $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $failures[0].Exception.GetType().FullName | Should -Be LyttleCluster.ClusterException
            $failures[0].Exception.InnerException | Should -BeNullOrEmpty
        }
        finally {
            Disconnect-Cluster
        }
    }

    It 'end the command when the cluster itself cannot be opened' {
        $file = Join-Path $TestDrive not-a-database.db
        Set-Content $file ('x' * 4096)
        { Get-ClusterNode -Cluster ([LyttleCluster.ClusterConnection]@{ Kind = 'File'; Path = $file }) } | Should -Throw -ErrorId 'State*'
    }
}
