# nginx from the prompt: two real nginx, each with a real agent beside it, and a state file of its own.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    function Wait-Task($Task) { $Task.GetAwaiter().GetResult() }
    $program = Join-Path (Split-Path (Get-ModuleManifest)) bin service lyttle-cluster
    $state = New-StatePath
    $null = Connect-Cluster $state
    $agents = 'web1', 'web2' | ForEach-Object {
        $nginx = Wait-Task ([LyttleCluster.TestPeers.NginxServer]::StartAsync())
        $agent = Wait-Task ([LyttleCluster.TestPeers.NginxAgent]::StartAsync($program, $nginx))
        $null = Add-ClusterNode $_ -NginxApi $agent.Uri -NginxApiKeyFile $agent.KeyFile -ProxyAddress $nginx.Uri
        $agent
    }

    # Runs a script block while one node, the second unless said otherwise, wants a port that another program has; puts it right again.
    function Invoke-WithPortTaken([scriptblock] $Script, [int] $Number = 1) {
        $port = $agents[$Number].Nginx.OccupyWantedPort()
        try { & $Script }
        finally {
            $port.Dispose()
            $agents[$Number].Nginx.RemoveSite('occupied')
            (Invoke-NginxReload "web$($Number + 1)").Outcome | Should -Be Reloaded
        }
    }

    function Invoke-Unattended([string] $Script) {
        Invoke-Shell "`$ErrorActionPreference = 'Stop'; Import-Module '$(Get-ModuleManifest)'; $Script" -Environment @{ LYTTLECLUSTER_STATE = $state }
    }

    function Get-Width($Text) { ($Text -split '\r?\n' | Measure-Object Length -Maximum).Maximum }
}

AfterAll {
    Disconnect-Cluster
    foreach ($agent in $agents) {
        Wait-Task $agent.DisposeAsync().AsTask()
        Wait-Task $agent.Nginx.DisposeAsync().AsTask()
    }
}

Describe 'A reload' {
    It 'is of what is piped from the status, and is what nginx serves then' {
        $agents.Nginx | ForEach-Object { $_.Answer = 'piped'; $_.WriteConfiguration() }
        $results = Get-NginxStatus | Invoke-NginxReload
        $results.Node | Should -Be web1, web2
        $results.Outcome | Should -Be Reloaded, Reloaded
        $results.Verified | Should -Be $true, $true
        $agents.Nginx | ForEach-Object { Wait-Task $_.GetAsync() } | Should -Be piped, piped
        (Get-NginxStatus).Release | Sort-Object | Should -Be ($results.Release | Sort-Object)
    }

    It 'with -WhatIf is none' {
        $before = (Get-NginxStatus | Sort-Object Node).Release
        Invoke-NginxReload * -WhatIf | Should -BeNullOrEmpty
        (Get-NginxStatus | Sort-Object Node).Release | Should -Be $before
        (Invoke-Unattended 'Invoke-NginxReload web1 -WhatIf').Output | Should -Match 'web1'
    }

    It 'that nginx does not take gives its outcome first, then one error about it' {
        Invoke-WithPortTaken {
            $all = @(Invoke-NginxReload web1, web2 -ErrorAction Continue 2>&1)
            $all | ForEach-Object { $_.GetType().Name } | Should -Be NginxReloadResult, NginxReloadResult, ErrorRecord
            $all[1].Outcome | Should -Be Failed
            $all[1].LogTail -match 'Address already in use' | Should -Not -BeNullOrEmpty
            $all[2].FullyQualifiedErrorId | Should -Be 'NginxReloadNotTaken,LyttleCluster.Module.InvokeNginxReloadCommand'
            $all[2].TargetObject | Should -Be $all[1]
            $all[2].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
    }

    It 'that goes wrong ends a script that stops at errors, and the nodes after it are left alone' {
        Invoke-WithPortTaken -Number 0 {
            $before = (Get-NginxStatus web2).Release
            { Invoke-NginxReload web1, web2 -ErrorAction Stop } | Should -Throw -ErrorId 'NginxReloadNotTaken,*'
            (Get-NginxStatus web2).Release | Should -Be $before
        }
    }

    It 'by a timer ends with 0 or 1, and says why in plain text' {
        $good = Invoke-Unattended 'Invoke-NginxReload web1'
        $good.ExitCode | Should -Be 0
        $good.Output | Should -Match 'web1\s+Reloaded\s+yes'
        Invoke-WithPortTaken {
            $bad = Invoke-Unattended 'Invoke-NginxReload web2'
            $bad.ExitCode | Should -Be 1
            $bad.Error | Should -Match 'Address already in use'
            $bad.Output + $bad.Error | Should -Not -Match ([char]27)
        }
    }

    It 'is of the nodes in objects that a job gave back' {
        $script = "Import-Module '$(Get-ModuleManifest)'; `$null = Connect-Cluster '$state'; Get-NginxStatus web1"
        $seen = Start-Job ([scriptblock]::Create($script)) | Receive-Job -Wait -AutoRemoveJob
        $seen.PSObject.TypeNames[0] | Should -Be Deserialized.LyttleCluster.NginxStatus
        ($seen | Invoke-NginxReload).Node | Should -Be web1
    }

    It 'asks for a page at each node''s own proxy address' {
        (Invoke-NginxReload web1, web2 -Probe http://shop.example.test/).Outcome | Should -Be Reloaded, Reloaded
        $agents[1].Nginx.WriteSite('shop', "server { listen $($agents[1].Nginx.Address):8080; server_name shop.example.test; return 503; }")
        $results = Invoke-NginxReload web1, web2 -Probe http://shop.example.test/ -ErrorVariable failures -ErrorAction SilentlyContinue
        $agents[1].Nginx.RemoveSite('shop')
        $null = Invoke-NginxReload web2
        $results.Outcome | Should -Be Reloaded, Failed
        $failures.FullyQualifiedErrorId | Should -Be 'NginxProbeFailed,LyttleCluster.Module.InvokeNginxReloadCommand'
        $results[1].Verified | Should -BeTrue
    }
}

Describe 'A test of the configuration' {
    It 'says what nginx says, and is no error' {
        $agents[0].Nginx.BreakConfiguration()
        try { $checks = Test-NginxConfiguration -ErrorAction Stop | Sort-Object Node }
        finally { $agents[0].Nginx.RepairConfiguration() }
        $checks.Passed | Should -Be $false, $true
        $checks[0].Detail | Should -Match 'unknown directive "no_such_directive"'
    }
}

Describe 'Logs' {
    It 'of both nodes are one, in order of time, and the last ones on request' {
        $agents.Nginx | ForEach-Object { Wait-Task $_.GetAsync('marked') }
        $entries = Get-NginxLog -Tail 1000
        $entries.Timestamp | Should -Be ($entries.Timestamp | Sort-Object)
        ($entries | Where-Object Message -Like '*GET /marked *').Node | Sort-Object | Should -Be web1, web2
        Get-NginxLog web1 -Tail 3 | Should -HaveCount 3
        (Get-NginxLog web1 -Level Warn).Level | Where-Object { $_ -lt 'Warn' } | Should -BeNullOrEmpty
    }

    It 'reach no terminal with what strangers wrote into them' {
        $escape = [char]27
        Add-Content $agents[0].Nginx.AccessLog "203.0.113.9 - - [01/Jan/2099:00:00:00 +0000] `"GET /$escape[2J$escape]0;owned$([char]7) 😀 HTTP/1.1`" 404 1"
        $line = Get-NginxLog web1 -Tail 1
        $line.Message | Should -Match 'owned.* 😀'
        $line | Out-String -Width 100 | Should -Not -Match '[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]'
    }
}

Describe 'The views' {
    It 'tell it in 100 columns' {
        $status = Get-NginxStatus | Out-String -Width 100
        $status | Should -Match '(?m)^web1\s+LyttleCluster agent\s+1\.'
        $status | Should -Match Healthy
        $reload = Invoke-NginxReload web1 | Out-String -Width 100
        $reload | Should -Match '(?m)^web1\s+Reloaded\s+yes\s+1\s'
        Get-Width $status | Should -BeLessOrEqual 100
        Get-Width $reload | Should -BeLessOrEqual 100
        Get-Width (Get-NginxLog | Out-String -Width 100) | Should -BeLessOrEqual 100
    }

    It 'tell why, and what nginx wrote' {
        Invoke-WithPortTaken {
            $result = Invoke-NginxReload web2 -ErrorAction SilentlyContinue
            $result | Out-String -Width 100 | Should -Match 'Failed\s+no\s'
            $list = $result | Format-List | Out-String -Width 100
            $list | Should -Match '(?m)^Reason\s+: .*bind\(\)'
            $list | Should -Match '\[emerg\]'
        }
    }
}
