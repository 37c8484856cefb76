# Nodes behind ssh: real ssh, real sshd, a real engine, and the cmdlets as an operator types them.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $script:whyNot = [LyttleCluster.TestPeers.SshServer]::WhyNot ?? [LyttleCluster.TestPeers.DockerEngine]::WhyNot
    if ($whyNot -and $env:CI -eq 'true') { throw $whyNot }
}

Describe 'A node behind ssh' -Skip:([bool]$whyNot) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Peers.psm1" -Force
        $script:engine = [LyttleCluster.TestPeers.DockerEngine]::StartAsync().GetAwaiter().GetResult()
        $script:server = [LyttleCluster.TestPeers.SshServer]::StartAsync().GetAwaiter().GetResult()
        $script:uri = "$($server.UriOf($engine.SocketPath))"
        $script:before = $env:LYTTLECLUSTER_SSH_CONFIG
        $env:LYTTLECLUSTER_SSH_CONFIG = $server.ConfigurationPath
        $null = $engine.DockerAsync([string[]]('run', '-d', '--name', 'talker', 'lyttle/busybox:test', 'sh', '-c', 'echo one; echo two; sleep 100000')).GetAwaiter().GetResult()
        $script:cluster = Connect-Cluster -Path (New-StatePath)
    }

    AfterAll {
        Disconnect-Cluster -Cluster $cluster
        $env:LYTTLECLUSTER_SSH_CONFIG = $before
        $server.DisposeAsync().AsTask().Wait()
        $engine.DisposeAsync().AsTask().Wait()
    }

    It 'is added and works as any other' {
        $node = Add-ClusterNode dev -Docker $uri
        $node.Status | Should -Be Ready
        $node.Docker.Uri.OriginalString | Should -Be $uri
        $node.Address | Should -Be '127.0.0.1'
        (Get-ClusterContainer talker).State | Should -Be Running
        (Get-ClusterContainerLog talker).Message | Should -Be 'one', 'two'
        (Get-ClusterContainerLog talker -Follow | Select-Object -First 2).Message | Should -Be 'one', 'two'
        $result = Invoke-ClusterContainerCommand talker -Command 'sh', '-c', 'echo here; exit 3' -Confirm:$false
        $result.ExitCode | Should -Be 3
        Restart-ClusterContainer talker -GraceSec 0 -Confirm:$false
        (Get-ClusterContainer talker).State | Should -Be Running
    }

    It 'shows host key, login and engine as checks' {
        $checks = Test-ClusterNode dev
        $checks.Check | Should -Be 'Ssh', 'SshHostKey', 'SshLogin', 'DockerPing', 'DockerApiVersion', 'DockerWarnings', 'ClockSkew'
        $checks | Where-Object { -not $_.Passed -and $_.Check -ne 'DockerWarnings' } | Should -BeNullOrEmpty
        $checks[1].Detail | Should -Match 'ssh-ed25519 SHA256:\S+ is the known one'
        $checks[2].Detail | Should -Be 'logged in by publickey'
        $checks[4].Detail | Should -Match '^Docker \d'
    }

    It 'is found among the contexts of docker, and piped in' {
        $folder = "$TestDrive/docker"
        $meta = New-Item -ItemType Directory "$folder/contexts/meta/1"
        @{ Name = 'lab'; Endpoints = @{ docker = @{ Host = $uri } } } | ConvertTo-Json -Depth 4 | Set-Content "$meta/meta.json"
        @{ currentContext = 'lab' } | ConvertTo-Json | Set-Content "$folder/config.json"
        $shell = Invoke-Shell -Environment @{ DOCKER_CONFIG = $folder; LYTTLECLUSTER_STATE = New-StatePath } -Script @"
Import-Module '$(Get-ModuleManifest)'
`$found = Find-ClusterNode
"`$(`$found.Name) `$(`$found.IsCurrent)"
(`$found | Add-ClusterNode).Status
"@
        $shell.Error | Should -BeNullOrEmpty
        $shell.Output | Should -Match '^lab True\s+Ready$'
    }

    It 'says <id> when <when>, with its remedy' -ForEach @(
        @{ when = 'the host key is not known'; id = 'SshHostKeyUnknown'; configuration = 'Stranger'; category = 'AuthenticationError'; remedy = 'ssh-keyscan' }
        @{ when = 'the host key is another one'; id = 'SshHostKeyChanged'; configuration = 'Deceived'; category = 'AuthenticationError'; remedy = 'ssh-keygen -R' }
        @{ when = 'the login is refused'; id = 'SshLoginRefused'; configuration = 'Uninvited'; category = 'AuthenticationError'; remedy = 'ssh-add' }
    ) {
        $env:LYTTLECLUSTER_SSH_CONFIG = $server."${configuration}ConfigurationPath"
        try {
            $null = Add-ClusterNode bad -Docker $server.Uri -SkipProbe
            Get-ClusterContainer -Node bad -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $failed[0].FullyQualifiedErrorId | Should -Match "^$id,"
            $failed[0].CategoryInfo.Category | Should -Be $category
            $failed[0].ErrorDetails.RecommendedAction | Should -Match $remedy
            (Get-ClusterNode bad).Docker.Connection | Should -Be AccessDenied
        }
        finally {
            $env:LYTTLECLUSTER_SSH_CONFIG = $server.ConfigurationPath
            Remove-ClusterNode bad -Confirm:$false -ErrorAction SilentlyContinue
        }
    }

    It 'says SshNotFound where there is no ssh, and looks nowhere but on the PATH' {
        # A program of that name in the current folder must not run.
        Set-Content "$TestDrive/ssh" "#!/bin/sh`ntouch '$TestDrive/ran'"
        chmod +x "$TestDrive/ssh"
        $shell = Invoke-Shell -Environment @{ PATH = '/nowhere'; LYTTLECLUSTER_STATE = New-StatePath } -Script @"
Import-Module '$(Get-ModuleManifest)'
Set-Location '$TestDrive'
[Environment]::CurrentDirectory = '$TestDrive'
Add-ClusterNode dev -Docker '$uri' -SkipProbe | Out-Null
Get-ClusterContainer -Node dev -ErrorVariable failed -ErrorAction SilentlyContinue
`$failed[0].FullyQualifiedErrorId
"@
        $shell.Error | Should -BeNullOrEmpty
        $shell.Output | Should -Match '^SshNotFound,'
        "$TestDrive/ran" | Should -Not -Exist
    }

    It 'leaves no ssh behind when the shell is killed' {
        $other = [LyttleCluster.TestPeers.SshServer]::StartAsync().GetAwaiter().GetResult()
        try {
            $shell = Start-Shell -Environment @{ LYTTLECLUSTER_SSH_CONFIG = $other.ConfigurationPath; LYTTLECLUSTER_STATE = New-StatePath } -Script @"
Import-Module '$(Get-ModuleManifest)'
Add-ClusterNode dev -Docker '$($other.UriOf($engine.SocketPath))' | Out-Null
Watch-ClusterEvent
"@
            Wait-Until { $other.Clients.Count -gt 0 -and $other.Logins -gt 1 }
            $shell.Process.Kill()
            $null = $shell | Wait-Shell
            Wait-Until { $other.Clients.Count -eq 0 }
        }
        finally {
            $other.DisposeAsync().AsTask().Wait()
        }
    }
}

Describe 'Addresses' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Peers.psm1" -Force
        $script:cluster = Connect-Cluster -Path (New-StatePath)
    }

    AfterAll { Disconnect-Cluster -Cluster $cluster }

    It 'refuses <_>' -ForEach 'ssh://me:secret@host', 'ssh://-oProxyCommand=id@host', 'ssh://host/a;id', 'ssh://host/$(id)', 'npipe:////./mailslot/x' {
        { Add-ClusterNode bad -Docker $_ -SkipProbe -ErrorAction Stop } | Should -Throw -ErrorId 'NodeSettingInvalid,*'
        "$($Error[0])" | Should -Not -Match 'secret'
    }

    It 'says where named pipes are' -Skip:$IsWindows {
        Add-ClusterNode desk -Docker npipe:////./pipe/docker_engine -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^NodeProbeFailed,'
        "$($failed[0])" | Should -Match 'does not run Windows'
    }
}
