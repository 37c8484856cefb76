# Changes of containers, on a real engine that is looked at past the cmdlets.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $noEngine = [LyttleCluster.TestPeers.DockerEngine]::WhyNot
    if ($noEngine) { Write-Warning "Not run: $noEngine" }
}

Describe 'Changes' -Skip:([bool]$noEngine) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Peers.psm1" -Force
        $engine = [LyttleCluster.TestPeers.DockerEngine]::StartAsync().GetAwaiter().GetResult()
        $path = New-StatePath
        $null = Connect-Cluster $path
        $null = Add-ClusterNode host1 $engine.UnixUri

        function New-Container([string] $Name) { $engine.RunAsync([LyttleCluster.TestPeers.ContainerRun]::Quiet($Name)).GetAwaiter().GetResult() }
        # What the engine itself says, past the cmdlets.
        function Get-EngineState([string] $Name) {
            $answer = $engine.Http.GetAsync("http://localhost/containers/$Name/json").GetAwaiter().GetResult()
            if ($answer.IsSuccessStatusCode) { ($answer.Content.ReadAsStringAsync().GetAwaiter().GetResult() | ConvertFrom-Json).State.Status } else { 'gone' }
        }
    }

    AfterAll {
        Disconnect-Cluster
        $engine.DisposeAsync().AsTask().Wait()
    }

    BeforeEach { $id = New-Container blog }

    AfterEach { if ((Get-EngineState blog) -ne 'gone') { Remove-ClusterContainer blog -Force -Confirm:$false } }

    It 'stops, starts and restarts what is piped, and gives back nothing unless asked' {
        Get-ClusterContainer blog | Stop-ClusterContainer | Should -BeNullOrEmpty
        Get-EngineState blog | Should -Be exited
        Get-ClusterContainer blog | Start-ClusterContainer | Should -BeNullOrEmpty
        Get-EngineState blog | Should -Be running
        (Get-ClusterContainer blog | Restart-ClusterContainer -PassThru).State | Should -Be Running
    }

    It 'stops by name and node, and gives it back as it is afterwards' {
        $stopped = Stop-ClusterContainer blog -Node host1 -GraceSec 1 -PassThru
        $stopped.State | Should -Be Exited
        $stopped.Id | Should -Be $id
    }

    It 'does nothing with -WhatIf, and says what it would do and that it cannot be undone' {
        $before = (Get-ClusterOperation -Newest 1).Id
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; Stop-ClusterContainer blog -WhatIf; Remove-ClusterContainer blog -Force -WhatIf" -Environment @{ LYTTLECLUSTER_STATE = $path }
        $lines = $shell.Output -split [Environment]::NewLine
        $lines[0] | Should -Be 'What if: Stop container/host1/blog: running -> exited'
        $lines[1] | Should -Match '^What if: Remove container/host1/blog: .*\(cannot be undone\)$'
        Get-EngineState blog | Should -Be running
        (Get-ClusterOperation -Newest 1).Id | Should -Be $before
    }

    It 'refuses to remove what runs, unless it is forced' {
        Remove-ClusterContainer blog -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Be 'ContainerStillRunning,LyttleCluster.Module.RemoveClusterContainerCommand'
        Get-EngineState blog | Should -Be running
        Remove-ClusterContainer blog -Force -Confirm:$false
        Get-EngineState blog | Should -Be gone
    }

    It 'never takes a container made anew for the one that was piped' {
        $old = Get-ClusterContainer blog
        Remove-ClusterContainer blog -Force -Confirm:$false
        $null = New-Container blog
        $old | Stop-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Match '^ContainerGone,'
        Get-EngineState blog | Should -Be running
    }

    It 'runs a command inside, and gives its exit code and what it wrote' {
        $result = Invoke-ClusterContainerCommand blog sh, -c, 'echo out; echo err >&2; exit 3'
        $result.ExitCode, $result.Output.Trim(), $result.ErrorOutput.Trim() | Should -Be 3, out, err
    }

    It 'waits for a state, and says so when it does not come' {
        $null = Stop-ClusterContainer blog -GraceSec 1
        (Wait-ClusterContainer blog -State Exited).Name | Should -Be blog
        Wait-ClusterContainer blog -State Running -WaitSec 0.5 -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -Match '^ContainerWaitTimedOut,'
    }

    It 'tests a port' {
        $check = Test-ClusterContainer blog -Port 81
        $check.Passed | Should -BeFalse
        $check.Remedy | Should -Not -BeNullOrEmpty
    }

    It 'measures what a container uses' {
        $usage = Get-ClusterContainer blog | Get-ClusterContainerUsage
        $usage.Container | Should -Be blog
        $usage.MemoryBytes | Should -BeGreaterThan 0
        Watch-ClusterContainerUsage blog -IntervalSec 0.2 -MaxCount 2 | Should -HaveCount 2
    }

    It 'can be seen as events' {
        Restart-ClusterContainer blog -GraceSec 1
        $events = Get-ClusterEvent host1 -Type container | Where-Object Id -eq $id
        $events.Action | Should -Contain die
        $events.Action | Should -Contain start
    }

    It 'of many containers at once is one operation with a step for each' {
        1..5 | ForEach-Object { $null = New-Container "many$_" }
        Get-ClusterContainer many* | Stop-ClusterContainer -GraceSec 1
        1..5 | ForEach-Object { Get-EngineState "many$_" } | Should -Be exited, exited, exited, exited, exited
        (Get-ClusterOperation -Newest 1).Steps | Should -HaveCount 5
        Remove-ClusterContainer many* -Confirm:$false
    }

    It 'shows text from the engine that cannot steer the terminal, and keeps it as it is in the object' {
        $label = "a$([char]27)[2Jb`"'`n$([char]::ConvertFromUtf32(0x1F600))"
        try {
            $null = $engine.DockerAsync([string[]]('run', '-d', '--name', 'hostile', '--label', "text=$label", [LyttleCluster.TestPeers.BusyboxImage]::Reference, 'sleep', '1000')).GetAwaiter().GetResult()
            $container = Get-ClusterContainer hostile
            $container.Labels.text | Should -BeExactly $label
            $container | Format-List | Out-String | Should -Not -Match ([char]27 + '\[2J')
            ($container | ConvertTo-Json -Depth 3 | ConvertFrom-Json).Labels.text | Should -BeExactly $label
        }
        finally {
            Remove-ClusterContainer hostile -Force -Confirm:$false
        }
    }
}
