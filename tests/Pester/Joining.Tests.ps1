# An agent that joins a manager, approved from the prompt: real processes of the built executable, and a real nginx.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    Get-ClusterConnection | Disconnect-Cluster
    $program = Join-Path (Split-Path (Get-ModuleManifest)) bin service lyttle-cluster
    function Get-ErrorId($Script) { try { $null = & $Script } catch { ($_.FullyQualifiedErrorId -split ',')[0] } }
    function Wait-Task($Task) { $Task.GetAwaiter().GetResult() }
    $state = New-StatePath
    $manager = Start-ClusterManager $state -Listen http://127.0.0.1:0
    $null = Connect-Cluster -Manager $manager
    $nginx = Wait-Task ([LyttleCluster.TestPeers.NginxServer]::StartAsync())
    $folder = New-Item -ItemType Directory "$TestDrive/agent"
    $null = New-ClusterToken agents -Join -OutFile "$TestDrive/token"
    $agent = [LyttleCluster.TestPeers.ServiceProcess]::Start($program, [string[]]@(
        'agent', '--listen', "https://$($nginx.Address):3003", '--nginx', [LyttleCluster.TestPeers.NginxServer]::Executable, '--nginx-config', $nginx.ConfigurationFile,
        '--data', "$folder", '--join', "$($manager.Uri)", '--token-file', "$TestDrive/token", '--join-name', 'web1'), $null)
    function Wait-Said($Words) { Wait-Until { $agent.Lines -match $Words }; $agent.Lines -match $Words }
    $waits = Wait-Said 'The agent waits'
}

AfterAll {
    if ($agent) { $agent.DisposeAsync().AsTask().Wait() }
    if ($nginx) { $nginx.DisposeAsync().AsTask().Wait() }
    Get-ClusterConnection | Disconnect-Cluster
    if ($state) { Get-ClusterManager $state | Where-Object Status -NotIn Stopped, Died | Stop-ClusterManager -Force -WaitSec 30 }
}

Describe 'An agent that waits' {
    It 'is listed with the fingerprint that it logged, and completed by its id' {
        $candidate = Find-ClusterNode -Pending
        $candidate.Name, $candidate.Source, $candidate.AlreadyAdded | Should -Be web1, Join, $false
        $waits | Should -Match $candidate.Fingerprint
        $view = $candidate | Out-String -Width 100
        ($view -replace '\s') | Should -Match $candidate.Fingerprint
        ($view -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 100
        $line = 'Remove-ClusterNode -JoinId '
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be $candidate.JoinId
    }

    It 'is approved by adding the node, which -WhatIf shows, and is reloaded as any other' {
        Find-ClusterNode -Pending | Add-ClusterNode -WhatIf
        Get-ClusterNode | Should -BeNullOrEmpty
        $node = Find-ClusterNode -Pending | Add-ClusterNode -Location eu/rack1
        $node.Name, $node.Location | Should -Be web1, eu/rack1
        $null = Wait-Said 'The agent is a node'
        (Wait-ClusterNode web1 -WaitSec 30).Status | Should -Be Ready
        (Invoke-NginxReload web1).Outcome | Should -Be Reloaded
        Find-ClusterNode -Pending | Should -BeNullOrEmpty
        (Get-ClusterOperation -Newest 20 | Where-Object Kind -eq Nodes.Add).Steps.After | Should -Match 'Fingerprint='
    }

    It 'that is not there is neither refused nor approved' {
        Remove-ClusterNode web1 -Confirm:$false
        Get-ErrorId { Remove-ClusterNode -JoinId 0000 -Confirm:$false -ErrorAction Stop } | Should -Be JoinRequestNotFound
        Get-ErrorId { Add-ClusterNode web9 -JoinId 0000 -ErrorAction Stop } | Should -Be JoinRequestNotFound
    }
}

Describe 'Find-ClusterNode -Swarm' {
    BeforeAll { $null = Connect-Cluster (New-StatePath) }

    It 'asks a node that there is, and completes its name' {
        Add-ClusterNode m1 tcp://127.0.0.1:4 -SkipProbe | Out-Null
        Get-ErrorId { Find-ClusterNode -Swarm none -ErrorAction Stop } | Should -Be NodeNotFound
        Get-ErrorId { Find-ClusterNode -Swarm m1 -ErrorAction Stop } | Should -Be DockerRefused
        $line = 'Find-ClusterNode -Swarm '
        ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches.CompletionText | Should -Be m1
    }
}
