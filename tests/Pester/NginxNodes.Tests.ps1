# Nodes with an nginx_api, from the prompt: simulated servers of it, and a state file of its own.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $cluster = Connect-Cluster (New-StatePath)
    $options = [LyttleCluster.TestPeers.NginxApiServerOptions]@{ AllowReboot = $true }
    $agent = [LyttleCluster.TestPeers.NginxApiServer]::Start('Agent', $options)
    $other = [LyttleCluster.TestPeers.NginxApiServer]::Start('Agent', [LyttleCluster.TestPeers.NginxApiServerOptions]@{ HostName = 'other' })
    $old = [LyttleCluster.TestPeers.NginxApiServer]::Start('V1')

    function New-KeyFile([string] $Key, [string] $Mode = '600') {
        $file = "$TestDrive/$([guid]::NewGuid().ToString('n')).key"
        Set-Content $file $Key
        if (-not $IsWindows) { chmod $Mode $file }
        $file
    }
    $keyFile = New-KeyFile $agent.ApiKey
    $secure = ConvertTo-SecureString $agent.ApiKey -AsPlainText -Force
    # Here, because what a block of tests makes on its drive ends with it, and so would the key file that is made with the first key.
    $added = Add-ClusterNode web1 -NginxApi $agent.Uri -NginxApiKeyFile $keyFile
    function Get-ErrorId($Records) { @($Records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
}

AfterAll {
    Disconnect-Cluster
    foreach ($peer in $agent, $other, $old) { $peer.DisposeAsync().AsTask().Wait() }
}

Describe 'A node with an nginx_api alone' {
    It 'is added with its key from a file, and shows what the agent tells' {
        $added.Status | Should -Be Ready
        $node = Get-ClusterNode web1
        $node.CpuPercent | Should -Be 12.5
        $node.Disks[0].Path | Should -Be /
        $lines = ($node | Out-String -Width 100).Trim() -split '\r?\n'
        $lines[2] | Should -Match '^web1\s+Ready\s+Healthy\s+now'
        $list = $node | Format-List | Out-String -Width 100
        $list | Should -Match '(?m)^NginxApiVersion\s+: .*agent'
        $list | Should -Match '(?m)^Uptime\s+: 24 h'
        $list | Should -Match '(?m)^Cpu\s+: 12\.5 %, load 0\.5, 0\.25, 0\.1'
    }

    It 'takes its key as a SecureString too, and shows it to nobody' {
        Set-ClusterNode web1 -NginxApiKey (ConvertTo-SecureString 'hunter2' -AsPlainText -Force) | Select-Object -ExpandProperty Status | Should -Be Unreachable
        (Set-ClusterNode web1 -NginxApiKey $secure).Status | Should -Be Ready
        Set-ClusterNode web1 -NginxApiKey $secure -Verbose 4>&1 | Out-String | Should -Match 'nothing to do'
        (Get-ClusterOperation | ForEach-Object Steps | ForEach-Object { "$($_.Before) $($_.After)" }) -join ' ' | Should -Not -Match "hunter2|$($agent.ApiKey)"
        (Get-ClusterOperation -Newest 1).Steps.After | Should -Match 'NginxApiKey=\(new\)'
    }

    It 'is in no container cmdlet''s way unless it is named there' {
        Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty
        Get-ClusterContainer -Node web1 -ErrorVariable failures -ErrorAction SilentlyContinue
        Get-ErrorId $failures | Should -Be NodeWithoutDocker
    }

    It 'is checked layer by layer' {
        $checks = Test-ClusterNode web1
        $checks.Check | Should -Be Tcp, NginxApiKey, NginxApiReach, NginxApiHealth, NginxApiLogin, NginxApiRights, AgentPrivileges, ClockSkew
        $checks | Where-Object -Not Passed | Should -BeNullOrEmpty
        Test-ClusterNode web1 -Quiet | Should -BeTrue
    }
}

Describe 'A key' {
    It 'is refused from a file that others may read, with what to do' -Skip:$IsWindows {
        $exposed = New-KeyFile $agent.ApiKey 644
        { Add-ClusterNode web9 -NginxApi $agent.Uri -NginxApiKeyFile $exposed } | Should -Throw -ErrorId 'SecretFileExposed,*'
        $Error[0].ErrorDetails.RecommendedAction | Should -Match 'chmod 600'
    }

    It 'is given in one way only' {
        { Set-ClusterNode web1 -NginxApiKey $secure -NginxApiKeyFile $keyFile } | Should -Throw -ErrorId 'NginxApiKeyAmbiguous,*'
    }

    It 'goes with an nginx_api' {
        { Add-ClusterNode web9 -Docker unix:///x.sock -NginxApiKeyFile $keyFile -SkipProbe -ErrorAction Stop } | Should -Throw -ErrorId 'NodeSettingInvalid,*'
    }

    It 'never comes from the pipe' {
        $null = [pscustomobject]@{ Name = 'web8'; NginxApi = $other.Uri; NginxApiKey = $secure; NginxApiKeyFile = $keyFile } | Add-ClusterNode -SkipProbe
        (Get-ClusterOperation -Newest 1).Steps.After | Should -Not -Match 'NginxApiKey'
        Remove-ClusterNode web8 -Confirm:$false
    }

    It 'that crosses a network in plain text is warned of, and stored' {
        $node = Add-ClusterNode far -NginxApi http://192.0.2.1:3003 -NginxApiKeyFile $keyFile -SkipProbe -WarningVariable warned -WarningAction SilentlyContinue
        $node.Name | Should -Be far
        "$warned" | Should -Match 'plain text.*https'
        Remove-ClusterNode far -Confirm:$false
    }

    It 'goes when its nginx_api goes' {
        $null = Add-ClusterNode both -Docker unix:///no.sock -NginxApi $other.Uri -NginxApiKeyFile $keyFile -SkipProbe
        $null = Set-ClusterNode both -NginxApi $null
        (Get-ClusterOperation -Newest 1).Steps.After | Should -Be 'Docker=unix:///no.sock'
        { Set-ClusterNode both -Docker $null -ErrorAction Stop } | Should -Throw -ErrorId 'NodeWithoutEndpoint,*'
        Remove-ClusterNode both -Confirm:$false
    }
}

Describe 'Find-ClusterNode -NginxApi' {
    It 'gives candidates that pipe into Add-ClusterNode' {
        $found = Find-ClusterNode -NginxApi $other.Uri -NginxApiKeyFile $keyFile
        $found.Source | Select-Object -Unique | Should -Be NginxApi
        $local = $found | Where-Object NginxApi -eq $other.Uri
        $local.AlreadyAdded | Should -BeFalse
        $node = $local | Add-ClusterNode -NginxApiKeyFile $keyFile
        $node.NginxApi.Uri | Should -Be $other.Uri
        (Find-ClusterNode -NginxApi $other.Uri -NginxApiKey $secure | Where-Object NginxApi -eq $other.Uri).AlreadyAdded | Should -BeTrue
        Remove-ClusterNode $node -Confirm:$false
    }

    It 'says what an nginx_api without a cluster is' {
        { Find-ClusterNode -NginxApi $old.Uri } | Should -Throw -ErrorId 'NginxClusterNotAsked,*'
    }
}

Describe 'Restart-ClusterNode' {
    It 'shows what it would do, and that it cannot be undone' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; Restart-ClusterNode web1 -WhatIf" -Environment @{ LYTTLECLUSTER_STATE = $cluster.Path }
        $shell.Output | Should -Match 'Restart node/web1: up for 24 h -> restarted \(cannot be undone\)'
        $agent.Nginx.Rebooted | Should -BeFalse
    }

    It 'does nothing where nobody can be asked' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; try { Restart-ClusterNode web1 } catch { `$_.FullyQualifiedErrorId }" -Environment @{ LYTTLECLUSTER_STATE = $cluster.Path }
        $shell.Output | Should -Match '^ConfirmationNotPossible,'
        $agent.Nginx.Rebooted | Should -BeFalse
    }

    It 'restarts and waits until the host runs anew' {
        $node = Get-ClusterNode web1 | Restart-ClusterNode -Wait -Confirm:$false
        $agent.Nginx.Rebooted | Should -BeTrue
        $node.Status | Should -Be Ready
        $node.Uptime.TotalSeconds | Should -BeLessThan 1
        (Get-ClusterOperation -Newest 1).Kind | Should -Be Nodes.Restart
    }

    It 'is refused where the agent does not allow it, and where there is none' {
        $null = Add-ClusterNode denied -NginxApi $other.Uri -NginxApiKeyFile $keyFile
        $null = Add-ClusterNode old -NginxApi $old.Uri
        $null = Add-ClusterNode docker -Docker unix:///no.sock -SkipProbe
        Restart-ClusterNode denied, old, docker -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ErrorId $failures | Sort-Object | Should -Be NginxApiRebootNotAllowed, NodeWithoutAgent, NodeWithoutAgent
        $failures | ForEach-Object { $_.ErrorDetails.RecommendedAction | Should -Match '--allow-reboot' }
        Remove-ClusterNode denied, old, docker -Confirm:$false
    }
}
