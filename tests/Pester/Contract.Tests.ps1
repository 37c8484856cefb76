# One contract, two ways: the same cases with a cluster of this shell's own state file, and with one behind a manager. A runbook must not notice the
# difference. The peers are real: a Docker engine, an nginx with its agent, and a node whose log never ends.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $noPeers = [LyttleCluster.TestPeers.DockerEngine]::WhyNot ?? [LyttleCluster.TestPeers.NginxAgent]::WhyNot
    if ($noPeers) { Write-Warning "Not run: $noPeers" }
    $ways = @(@{ way = 'a state file' }, @{ way = 'a manager' })
}

Describe 'The same through <way>' -ForEach $ways -Skip:([bool]$noPeers) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Peers.psm1" -Force
        function Wait-Task($Task) { $Task.GetAwaiter().GetResult() }
        function Get-ErrorId($Records) { @($Records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
        $program = Join-Path (Split-Path (Get-ModuleManifest)) bin service lyttle-cluster
        $engine = Wait-Task ([LyttleCluster.TestPeers.DockerEngine]::StartAsync())
        $nginx = Wait-Task ([LyttleCluster.TestPeers.NginxServer]::StartAsync())
        $agent = Wait-Task ([LyttleCluster.TestPeers.NginxAgent]::StartAsync($program, $nginx, [LyttleCluster.TestPeers.NginxAgentOptions]::ForDomains($nginx)))
        $talking = New-TalkingNode
        $state = New-StatePath
        $manager = if ($way -eq 'a manager') { Start-ClusterManager $state -Listen http://127.0.0.1:0 }
        $cluster = if ($manager) { Connect-Cluster -Manager $manager } else { Connect-Cluster $state }
        $environment = if ($manager) { @{ LYTTLECLUSTER_MANAGER = "$($manager.Uri)" } } else { @{ LYTTLECLUSTER_STATE = $state } }
        $null = Add-ClusterNode host1 $engine.UnixUri -NginxApi $agent.Uri -NginxApiKeyFile $agent.KeyFile -ProxyAddress $nginx.Uri -Location eu/rack1 -Label @{ tier = 'front' } -Owner anna
        $null = Add-ClusterNode talks $talking.Uri
        function New-Container([string] $Name) { $null = Wait-Task ($engine.RunAsync([LyttleCluster.TestPeers.ContainerRun]::Quiet($Name))) }
        function Invoke-Unattended([string] $Script) { Invoke-Shell "`$ErrorActionPreference = 'Stop'; Import-Module '$(Get-ModuleManifest)'; $Script" -Environment $environment }
    }

    AfterAll {
        Get-ClusterConnection | Disconnect-Cluster
        if ($manager) { $null = $manager | Stop-ClusterManager -WaitSec 30 -Force }
        foreach ($peer in $talking, $agent, $nginx, $engine) { Wait-Task $peer.DisposeAsync().AsTask() }
    }

    Context 'Nodes' {
        It 'are given with all that is known of them' {
            $node = Get-ClusterNode host1
            $node.Status | Should -Be Ready
            $node.Docker.Version | Should -Not -BeNullOrEmpty
            $node.Docker.Uri | Should -Be $engine.UnixUri
            $node.NginxApi.Health | Should -Be Healthy
            $node.Labels.tier, $node.Owners, $node.Location | Should -Be front, anna, eu/rack1
            $node.ObservedAt | Should -BeGreaterThan ([DateTimeOffset]::UtcNow.AddMinutes(-1))
            (Get-ClusterNode -Cached -Location eu).Name | Should -Be host1
        }

        It 'are added, changed and removed, and what is wrong has its error' {
            $added = 'n1,tcp://127.0.0.1:4', 'bad name,tcp://127.0.0.1:5' | ConvertFrom-Csv -Header Name, Docker | Add-ClusterNode -SkipProbe -ErrorVariable failures -ErrorAction SilentlyContinue
            $added.Name | Should -Be n1
            Get-ErrorId $failures | Should -Be NodeNameInvalid
            (Set-ClusterNode n1 -Location us -Label @{ a = 'b' }).Labels.a | Should -Be b
            (Set-ClusterNode n1 -Location $null).Location | Should -BeNullOrEmpty
            Add-ClusterNode n1 tcp://127.0.0.1:4 -SkipProbe -ErrorVariable failures -ErrorAction SilentlyContinue
            Get-ErrorId $failures | Should -Be NodeExists
            (Remove-ClusterNode n1 -PassThru -Confirm:$false).Name | Should -Be n1
        }

        It 'that is not there is one error with its name, category and remedy' {
            Get-ClusterNode host1, nowhere -ErrorVariable failures -ErrorAction SilentlyContinue | ForEach-Object Name | Should -Be host1
            $failures[0].FullyQualifiedErrorId | Should -Be 'NodeNotFound,LyttleCluster.Module.GetClusterNodeCommand'
            $failures[0].CategoryInfo.Category | Should -Be ObjectNotFound
            $failures[0].TargetObject | Should -Be nowhere
            $failures[0].ErrorDetails.RecommendedAction | Should -Match 'Get-ClusterNode'
        }

        It 'that does not answer is one error, and the others come' {
            $null = Add-ClusterNode gone unix:///nowhere/docker.sock -SkipProbe
            try {
                (Get-ClusterContainer -Node talks, gone -ErrorVariable failures -ErrorAction SilentlyContinue).Name | Should -Be talker
                Get-ErrorId $failures | Should -Be DockerNoSocket
                $failures[0].CategoryInfo.TargetName | Should -Be gone
                (Get-ClusterNode gone).Status | Should -Be Unreachable
            }
            finally { Remove-ClusterNode gone -Confirm:$false }
        }

        It 'are checked layer by layer, with a key that stays where it is' {
            $checks = Test-ClusterNode host1
            $checks.Check | Should -Contain NginxApiLogin
            $checks | Where-Object -Not Passed | Should -BeNullOrEmpty
            Test-ClusterNode host1 -Quiet | Should -BeTrue
        }

        It 'are suspended and resumed, and waited for' {
            (Suspend-ClusterNode talks).Suspended | Should -BeTrue
            (Resume-ClusterNode talks).Suspended | Should -BeFalse
            (Wait-ClusterNode host1 -WaitSec 30).Status | Should -Be Ready
            Wait-ClusterNode host1 -Status Suspended -WaitSec 0.2 -ErrorVariable failures -ErrorAction SilentlyContinue
            Get-ErrorId $failures | Should -Be NodeWaitTimedOut
        }
    }

    Context 'Containers' {
        BeforeEach { New-Container blog }

        AfterEach { Get-ClusterContainer blog* -Node host1 | Remove-ClusterContainer -Force -Confirm:$false }

        It 'are listed, stopped, started and restarted, by what is piped and by name' {
            Get-ClusterContainer blog | Stop-ClusterContainer -GraceSec 1 | Should -BeNullOrEmpty
            (Get-ClusterContainer blog).State | Should -Be Exited
            (Start-ClusterContainer blog -PassThru).State | Should -Be Running
            (Get-ClusterContainer -State Running -Node host1 | Restart-ClusterContainer -GraceSec 1 -PassThru).Name | Should -Be blog
            (Wait-ClusterContainer blog -State Running -WaitSec 30).Name | Should -Be blog
        }

        It 'are refused what is refused' {
            Remove-ClusterContainer blog -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
            Get-ErrorId $failures | Should -Be ContainerStillRunning
            $failures[0].TargetObject | Should -Match blog
            { Get-ClusterContainer nosuch -ErrorAction Stop } | Should -Throw -ErrorId 'ContainerNotFound,*'
        }

        It 'run commands, whose exit code and both outputs come back' {
            $result = Invoke-ClusterContainerCommand blog sh, -c, 'echo out; echo err >&2; exit 3'
            $result.ExitCode, $result.Output.Trim(), $result.ErrorOutput.Trim() | Should -Be 3, out, err
        }

        It 'show what they use' {
            (Get-ClusterContainerUsage blog).MemoryBytes | Should -BeGreaterThan 0
        }

        It 'with -WhatIf are as they were, and what would be done is the same text' {
            $shell = Invoke-Unattended 'Stop-ClusterContainer blog -WhatIf; Remove-ClusterContainer blog -Force -WhatIf'
            $shell.Error | Should -BeNullOrEmpty
            $lines = $shell.Output -split '\r?\n'
            $lines[0] | Should -Be 'What if: Stop container/host1/blog: running -> exited'
            $lines[1] | Should -Match '^What if: Remove container/host1/blog: .*\(cannot be undone\)$'
            (Get-ClusterContainer blog).State | Should -Be Running
        }

        It 'whose change nobody could confirm are as they were' {
            $shell = Invoke-Unattended 'try { Remove-ClusterContainer blog -Force } catch { $_.FullyQualifiedErrorId.Split(",")[0] }'
            $shell.Output | Should -Be ConfirmationNotPossible
            (Get-ClusterContainer blog).State | Should -Be Running
        }
    }

    Context 'Streams' {
        It 'give lines as they come, and end with who reads them' {
            $lines = Get-ClusterContainerLog talker -Node talks -Follow | Select-Object -First 2
            $lines.Message | Should -Be 'line 0', 'line 1'
            $requests = @($talking.Requests | Where-Object Path -Like '*/logs')
            Wait-Seen $requests[-1].Closed
        }

        It 'end within two seconds of Ctrl+C, at the node too' {
            $before = @($talking.Requests | Where-Object Path -Like '*/logs').Count
            $runspace = [runspacefactory]::CreateRunspace()
            $runspace.Open()
            $runspace.SessionStateProxy.SetVariable('cluster', $cluster)
            $pipeline = [powershell]::Create().AddScript("Import-Module '$(Get-ModuleManifest)'; Get-ClusterContainerLog talker -Node talks -Follow -Cluster `$cluster")
            $pipeline.Runspace = $runspace
            try {
                $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
                $null = $pipeline.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]$null, $output)
                Wait-Until { $output.Count -ge 3 }
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $pipeline.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
                Wait-Seen @($talking.Requests | Where-Object Path -Like '*/logs')[$before].Closed
            }
            finally {
                $pipeline.Dispose()
                $runspace.Dispose()
            }
        }

        It 'of events tell what happens, and past ones are there afterwards' {
            $watch = Start-Shell "Import-Module '$(Get-ModuleManifest)'; Watch-ClusterEvent -Node host1 -Type container -MaxCount 2 -WaitSec 60 | ForEach-Object { `"`$(`$_.Name) `$(`$_.Action)`" }" -Environment $environment
            # Whoever watches sees what happens from then on, so it goes on happening until they have seen it.
            while (-not $watch.Process.HasExited) {
                New-Container noisy
                $null = Wait-Task ($engine.RemoveAsync('noisy'))
            }
            $seen = Wait-Shell $watch
            $seen.Error | Should -BeNullOrEmpty
            $seen.Output | Should -Match 'noisy '
            (Get-ClusterEvent -Node host1 -Newest 20).Name | Should -Contain noisy
        }

        It 'that are watched for a while end by themselves' {
            Watch-Cluster -WaitSec 0.5 -MaxCount 1 | ForEach-Object Nodes | Should -Be 2
        }
    }

    Context 'nginx' {
        It 'is seen, tested and reloaded, verified' {
            $status = Get-NginxStatus host1
            $status.Health | Should -Be Healthy
            "$($status.Capabilities)" | Should -Match Reload
            (Test-NginxConfiguration host1).Passed | Should -BeTrue
            $result = Invoke-NginxReload host1
            $result.Outcome, $result.Verified | Should -Be Reloaded, $true
            $null = Wait-Task $nginx.GetAsync('/contract')
            (Get-NginxLog host1 | Where-Object Message -Like '*GET /contract*').Node | Should -Be host1
        }

        It 'that does not take a reload gives the outcome first, then one error about it' {
            $port = $nginx.OccupyWantedPort()
            try {
                $result = Invoke-NginxReload host1 -ErrorVariable failures -ErrorAction SilentlyContinue
                $result.Outcome | Should -Be Failed
                $result.LogTail -join ' ' | Should -Match 'Address already in use'
                Get-ErrorId $failures | Should -Be NginxReloadNotTaken
                $failures[0].TargetObject.Node | Should -Be host1
            }
            finally {
                $port.Dispose()
                $nginx.RemoveSite('occupied')
                (Invoke-NginxReload host1).Outcome | Should -Be Reloaded
            }
        }

        It 'is not there on a node without one' {
            Get-NginxStatus talks -ErrorVariable failures -ErrorAction SilentlyContinue
            Get-ErrorId $failures | Should -Be NodeWithoutNginxApi
        }
    }

    Context 'Domains' {
        AfterAll {
            Get-ClusterDomain -Cached | Remove-ClusterDomain -Confirm:$false
            $null = Publish-ClusterDomain -SkipVerification NameResolution
        }

        It 'are wanted, published, compared, and undone' {
            $domain = Set-ClusterDomain bücher.example -Upstream "$($nginx.Uri)".TrimEnd('/') -Alias www.bücher.example -Node host1
            $domain.Name, $domain.AsciiName, $domain.Sync | Should -Be bücher.example, xn--bcher-kva.example, Pending
            Publish-ClusterDomain -SkipVerification NameResolution -WhatIf | Should -BeNullOrEmpty
            $result = Publish-ClusterDomain -SkipVerification NameResolution
            $result.Node, $result.Outcome | Should -Be host1, Applied
            (Get-ClusterDomain bücher.example).Sync | Should -Be Applied
            (Compare-ClusterDomain bücher.example).Sync | Should -Be Applied
            (Publish-ClusterDomain -SkipVerification NameResolution).Outcome | Should -Be Unchanged
            ConvertTo-NginxConfiguration bücher.example | Should -Match 'xn--bcher-kva.example'
            $undone = Get-ClusterOperation -Newest 1 | Where-Object Reversible | Undo-ClusterOperation
            $undone.Undoes | Should -Not -BeNullOrEmpty
            (Get-ClusterDomain bücher.example).Sync | Should -Be Pending
        }

        It 'that are refused have their error' {
            { Set-ClusterDomain evil.example -RedirectTo javascript:alert -ErrorAction Stop } | Should -Throw -ErrorId 'DomainRedirectInvalid,*'
            { Remove-ClusterDomain nosuch.example -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'DomainNotFound,*'
        }
    }

    Context 'The journal' {
        It 'has every change, with author, steps and outcome' {
            $null = Set-ClusterNode talks -Location us
            $operation = Get-ClusterOperation -Newest 1
            $operation.Kind, $operation.Outcome | Should -Be Nodes.Set, Succeeded
            $operation.Author | Should -Not -BeNullOrEmpty
            $operation.Steps[0].After | Should -Match 'us'
            (Get-ClusterOperation $operation.Id).Id | Should -Be $operation.Id
            ($operation | Undo-ClusterOperation).Outcome | Should -Be Succeeded
            (Get-ClusterNode talks -Cached).Location | Should -BeNullOrEmpty
        }
    }

    Context 'Sessions' {
        It 'are taken into jobs and other runspaces' {
            $manifest = Get-ModuleManifest
            1..3 | ForEach-Object -Parallel { Import-Module $using:manifest; (Get-ClusterNode talks -Cached -Cluster $using:cluster).Name } | Should -Be talks, talks, talks
            $job = Start-Job { Import-Module $using:manifest; (Get-ClusterNode talks -Cached -Cluster $using:cluster).Name }
            $job | Receive-Job -Wait -AutoRemoveJob | Should -Be talks
        }

        It 'are there without Connect-Cluster, by the environment' {
            $shell = Invoke-Unattended '(Get-ClusterNode -Cached | Sort-Object Name).Name; (Get-ClusterConnection).Kind'
            $shell.Output -split '\r?\n' | Should -Be host1, talks, "$($cluster.Kind)"
        }

        It 'complete names from what was seen last' {
            ([System.Management.Automation.CommandCompletion]::CompleteInput('Get-ClusterNode ta', 18, $null)).CompletionMatches.CompletionText | Should -Be talks
            $null = Get-ClusterContainer -Node talks
            ([System.Management.Automation.CommandCompletion]::CompleteInput('Stop-ClusterContainer ta', 24, $null)).CompletionMatches.CompletionText | Should -Be talker
        }
    }

    Context 'The whole' {
        It 'is summed up' {
            $summary = Get-Cluster
            $summary.Nodes | Should -Be 2
            $summary.LastChanges | Should -Not -BeNullOrEmpty
        }
    }
}
