# Domains from the prompt: what is wanted in a state file of its own, brought to two real nginx, each with a real agent beside it.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    function Get-ErrorId($Records) { @($Records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) }
    function Get-Width($Text) { ($Text -split '\r?\n' | Measure-Object Length -Maximum).Maximum }
    function Get-Refusal([scriptblock] $Script) {
        try { $null = & $Script -ErrorAction Stop; 'nothing' } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
    }
}

Describe 'What is wanted' {
    BeforeAll {
        $state = New-StatePath
        $null = Connect-Cluster $state
        $null = Add-ClusterNode web1 -NginxApi http://127.0.0.1:9 -SkipProbe -Location eu/rack1 -Label @{ tier = 'front' }
        $null = Add-ClusterNode web2 -NginxApi http://127.0.0.1:10 -SkipProbe -Location us
        function Invoke-Unattended([string] $Script) {
            Invoke-Shell "`$ErrorActionPreference = 'Stop'; Import-Module '$(Get-ModuleManifest)'; $Script" -Environment @{ LYTTLECLUSTER_STATE = $state }
        }
    }

    AfterAll { Disconnect-Cluster }

    BeforeEach { Get-ClusterDomain -Cached | Remove-ClusterDomain -Confirm:$false }

    It 'is stored as it was said, and told as it was typed' {
        $domain = Set-ClusterDomain Bücher.example.com -Alias www.example.com -Upstream http://10.0.0.5:8080, @{ Address = 'http://10.0.0.6:8080'; Weight = 3; MaxFails = 2 } -LeastConnections -Node web*
        $domain.Name | Should -Be Bücher.example.com
        $domain.AsciiName | Should -BeExactly xn--bcher-kva.example.com
        $domain.Kind | Should -Be Upstream
        $domain.Upstreams[1].Weight | Should -Be 3
        $domain.Upstreams[1].MaxFails | Should -Be 2
        $domain.LeastConnections | Should -BeTrue
        $domain.Nodes | Should -Be web1, web2
        $domain.Sync | Should -Be Pending
        (Get-ClusterDomain xn--bcher-kva.example.com -Cached).Name | Should -Be Bücher.example.com
    }

    It 'takes upstreams as <shown>' -ForEach @(
        @{ shown = 'a text'; upstream = 'http://10.0.0.5:8080' }
        @{ shown = 'a Uri'; upstream = [uri]'http://10.0.0.5:8080' }
        @{ shown = 'a table'; upstream = @{ Address = 'http://10.0.0.5:8080' } }
    ) {
        (Set-ClusterDomain shop.example.com -Upstream $upstream).Upstreams[0].Address.Authority | Should -Be 10.0.0.5:8080
    }

    It 'keeps what is not given, and leads to one thing alone' {
        $null = Set-ClusterDomain shop.example.com -Upstream http://10.0.0.5:8080 -Alias www.example.com -CustomConfiguration 'client_max_body_size 1m;' -Location eu
        $domain = Set-ClusterDomain shop.example.com -RedirectTo https://example.org -RedirectStatus 308 -RedirectKeepPath
        $domain.Kind | Should -Be Redirect
        $domain.Upstreams | Should -BeNullOrEmpty
        $domain.RedirectStatus | Should -Be 308
        $domain.RedirectKeepPath | Should -BeTrue
        $domain.Aliases | Should -Be www.example.com
        $domain.CustomConfiguration | Should -Match client_max_body_size
        $domain.Nodes | Should -Be web1
        (Set-ClusterDomain shop.example.com -RedirectKeepPath:$false).RedirectKeepPath | Should -BeFalse
        (Set-ClusterDomain shop.example.com -RedirectStatus 302).RedirectTo | Should -Be https://example.org/
    }

    It 'clears what is given as $null' {
        $null = Set-ClusterDomain shop.example.com -Upstream http://10.0.0.5:8080 -Alias www.example.com -CustomConfiguration 'gzip on;' -Node web1 -NodeLabel @{ tier = 'front' } -Location eu
        $domain = Set-ClusterDomain shop.example.com -Alias $null -CustomConfiguration $null -Node $null -NodeLabel $null -Location $null
        $domain.Aliases | Should -BeNullOrEmpty
        $domain.CustomConfiguration | Should -BeNullOrEmpty
        $domain.WantedNodes | Should -BeNullOrEmpty
        $domain.WantedLabels.Count | Should -Be 0
        $domain.WantedLocations | Should -BeNullOrEmpty
        $domain.Nodes | Should -Be web1, web2
        $domain.Target | Should -Match 10.0.0.5
    }

    It 'changes one setting of what is piped, each domain by itself' {
        $null = Set-ClusterDomain a.example.com -Root /srv/www/a
        $null = Set-ClusterDomain b.example.com -RedirectTo https://example.org
        (Get-ClusterDomain -Cached | Set-ClusterDomain -Node (Get-ClusterNode web2 -Cached)).WantedNodes | Should -Be web2, web2
        (Get-ClusterDomain -Cached | Sort-Object Name).Kind | Should -Be Root, Redirect
        ('a.example.com' | Set-ClusterDomain -Alias c.example.com).Aliases | Should -Be c.example.com
    }

    It 'shows with -WhatIf what would be, and stores nothing' {
        $null = Set-ClusterDomain shop.example.com -Upstream http://10.0.0.5:8080
        $shell = Invoke-Unattended "Set-ClusterDomain shop.example.com -RedirectTo https://example.org -WhatIf; Remove-ClusterDomain shop.example.com -WhatIf; Set-ClusterDomain b.example.com -Root /srv/www -WhatIf"
        $lines = $shell.Output -split [Environment]::NewLine
        $lines[0] | Should -Match '^What if: .*shop\.example\.com.*10\.0\.0\.5:8080.* -> .*example\.org'
        $lines[1] | Should -Match '^What if: Remove .*shop\.example\.com'
        $lines[2] | Should -Match '^What if: .*b\.example\.com.*/srv/www'
        (Get-ClusterDomain -Cached).Kind | Should -Be Upstream
    }

    It 'is refused before anything is stored: <why>' -ForEach @(
        @{ why = 'no target'; id = 'DomainTargetMissing'; script = { Set-ClusterDomain new.example.com -Tls @args } }
        @{ why = 'no host name'; id = 'DomainNameInvalid'; script = { Set-ClusterDomain 'a b;.example.com' -Root /srv/www @args } }
        @{ why = 'an address for a name'; id = 'DomainNameInvalid'; script = { Set-ClusterDomain 10.0.0.5 -Root /srv/www @args } }
        @{ why = 'a name of another domain'; id = 'DomainNameTaken'; script = { Set-ClusterDomain new.example.com -Alias taken.example.com -Root /srv/www @args } }
        @{ why = 'a wildcard over another domain'; id = 'DomainNameShadowed'; script = { Set-ClusterDomain *.example.com -Root /srv/www @args } }
        @{ why = 'a redirect to itself'; id = 'DomainRedirectLoop'; script = { Set-ClusterDomain new.example.com -RedirectTo http://new.example.com -RedirectKeepPath @args } }
        @{ why = 'two targets'; id = 'AmbiguousParameterSet'; script = { Set-ClusterDomain new.example.com -Root /srv/www -App blog @args } }
        @{ why = 'a status that is none'; id = 'ParameterArgumentValidationError'; script = { Set-ClusterDomain new.example.com -RedirectTo https://example.org -RedirectStatus 303 @args } }
        @{ why = 'an upstream that is no address'; id = 'CannotConvertArgumentNoMessage'; script = { Set-ClusterDomain new.example.com -Upstream nowhere @args } }
        @{ why = 'least connections of a folder'; id = 'AmbiguousParameterSet'; script = { Set-ClusterDomain new.example.com -Root /srv/www -LeastConnections @args } }
    ) {
        $null = Set-ClusterDomain taken.example.com -Root /srv/www/taken
        Get-Refusal $script | Should -Be $id
        (Get-ClusterDomain -Cached).Name | Should -Be taken.example.com
    }

    It 'is removed when that is agreed to, and given back on request' {
        $null = 'a', 'b', 'c' | ForEach-Object { Set-ClusterDomain "$_.example.com" -Root "/srv/www/$_" }
        $alone = Invoke-Unattended 'Remove-ClusterDomain a.example.com'
        $alone.ExitCode | Should -Be 1
        $alone.Error | Should -Match 'has to be confirmed'
        Remove-ClusterDomain a.example.com -Confirm:$false | Should -BeNullOrEmpty
        (Get-ClusterDomain b.example.com -Cached | Remove-ClusterDomain -Confirm:$false -PassThru).Name | Should -Be b.example.com
        @() | Remove-ClusterDomain -Confirm:$false
        (Get-ClusterDomain -Cached).Name | Should -Be c.example.com
        Get-Refusal { Remove-ClusterDomain a.example.com -Confirm:$false @args } | Should -Be DomainNotFound
    }

    It 'is removed by where it is wanted, or how it is' {
        $null = Set-ClusterDomain a.example.com -Root /srv/www/a -Node web1
        $null = Set-ClusterDomain b.example.com -Root /srv/www/b -Node web2
        (Remove-ClusterDomain * -Node web2 -Confirm:$false -PassThru).Name | Should -Be b.example.com
        Remove-ClusterDomain * -Sync Applied -Confirm:$false -PassThru -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-ClusterDomain -Cached).Name | Should -Be a.example.com
    }

    It 'that is called *.example.org is, from the pipeline, never all domains below it' {
        $null = Set-ClusterDomain *.example.org -Root /srv/www/all
        $null = Set-ClusterDomain a.example.com -Root /srv/www/a
        $null = Set-ClusterDomain other.example.net -Root /srv/www/other
        $row = [LyttleCluster.ClusterDomainResult]@{ Domain = '*.example.org'; Node = 'web1'; Outcome = 'Failed' }
        (Get-ClusterDomain '*.example.org' -Cached | Get-ClusterDomain -Cached).Name | Should -Be *.example.org
        ($row | Get-ClusterDomain -Cached).Name | Should -Be *.example.org
        (Get-ClusterDomain *.example.* -Cached).Name | Sort-Object | Should -Be *.example.org, a.example.com, other.example.net
        (Get-ClusterDomain *.example.org -Cached | Set-ClusterDomain -Alias example.org).Name | Should -Be *.example.org
    }

    It 'is an error that says so where -Node is nothing' {
        Get-Refusal { Get-ClusterDomain -Node '' @args } | Should -Be NodeGivenAsNothing
        Get-Refusal { Publish-ClusterDomain -Node @() @args } | Should -Be NodeGivenAsNothing
    }

    It 'that was changed can be undone, newest first, and the undo too' {
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/1
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/2
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/3
        $undone = Get-ClusterOperation -Newest 2 | Undo-ClusterOperation
        $undone | Should -HaveCount 2
        (Get-ClusterDomain shop.example.com -Cached).Root | Should -Be /srv/www/1
        $undone[1] | Undo-ClusterOperation | Should -HaveCount 1
        (Get-ClusterDomain shop.example.com -Cached).Root | Should -Be /srv/www/2
        $last = (Get-ClusterOperation -Newest 1).Id
        Undo-ClusterOperation $last.Substring(0, 20) -WhatIf | Should -BeNullOrEmpty
        (Get-ClusterOperation -Newest 1).Id | Should -Be $last
    }

    It 'that has moved on is not undone' {
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/1
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/2
        $operation = Get-ClusterOperation -Newest 1
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/3
        $operation | Undo-ClusterOperation -ErrorVariable failures -ErrorAction SilentlyContinue
        Get-ErrorId $failures | Should -Be OperationMovedOn
        (Get-ClusterDomain shop.example.com -Cached).Root | Should -Be /srv/www/3
        Get-Refusal { Undo-ClusterOperation ffffffff @args } | Should -Be OperationNotFound
        @() | Undo-ClusterOperation | Should -BeNullOrEmpty
    }

    It 'leaves nothing to resume where nothing was left' {
        Resume-ClusterOperation | Should -BeNullOrEmpty
        @() | Resume-ClusterOperation | Should -BeNullOrEmpty
        Get-ClusterOperation -Newest 1 | Resume-ClusterOperation -ErrorVariable failures -ErrorAction SilentlyContinue
        Get-ErrorId $failures | Should -Be OperationEnded
    }

    It 'completes, from what is stored alone' {
        $null = Set-ClusterDomain shop.example.com -Root /srv/www/1
        $null = Set-ClusterDomain *.shop.example.org -Root /srv/www/2
        function Complete([string] $Line) { ([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches.CompletionText }
        Complete 'Get-ClusterDomain sh' | Should -Be shop.example.com
        Complete 'Publish-ClusterDomain ' | Should -Be "'*.shop.example.org'", shop.example.com
        Complete 'Publish-ClusterDomain -SkipVerification Con' | Should -Be Configuration, Conflict
        Complete 'Get-ClusterDomain -Sync Dr' | Should -Be Drifted
        Complete 'Set-ClusterDomain a.example.com -RedirectStatus 30' | Should -Be 301, 302, 307, 308
    }
}

Describe 'What the nodes have' {
    BeforeAll {
        function Wait-Task($Task) { $Task.GetAwaiter().GetResult() }
        $program = Join-Path (Split-Path (Get-ModuleManifest)) bin service lyttle-cluster
        $state = New-StatePath
        $null = Connect-Cluster $state
        $backend = Wait-Task ([LyttleCluster.TestPeers.NginxServer]::StartAsync())
        $agents = 'web1', 'web2' | ForEach-Object {
            $nginx = Wait-Task ([LyttleCluster.TestPeers.NginxServer]::StartAsync())
            $options = [LyttleCluster.TestPeers.NginxAgentOptions]@{ More = [string[]]('--http-listen', "$($nginx.Address):$($nginx.Port)") }
            $agent = Wait-Task ([LyttleCluster.TestPeers.NginxAgent]::StartAsync($program, $nginx, $options))
            $null = Add-ClusterNode $_ -NginxApi $agent.Uri -NginxApiKeyFile $agent.KeyFile -ProxyAddress $nginx.Uri
            $agent
        }
        $upstream = $backend.Uri

        # These names lead nowhere on this machine.
        $PSDefaultParameterValues['Publish-ClusterDomain:SkipVerification'] = 'NameResolution'

        # What a visitor gets from a node's nginx: the status, and where it sends or what it says.
        function Get-Page([int] $Node, [string] $Name) {
            $answer = Invoke-WebRequest $agents[$Node - 1].Nginx.Uri -Headers @{ Host = $Name } -SkipHttpErrorCheck -MaximumRedirection 0 -ErrorAction Ignore
            "$([int]$answer.StatusCode) $($answer.Headers.Location ?? $answer.Content)"
        }

        # Runs a script block while one node wants a port that another program has: nginx then takes no reload.
        function Invoke-WithPortTaken([int] $Node, [scriptblock] $Script) {
            $port = $agents[$Node - 1].Nginx.OccupyWantedPort()
            try { & $Script }
            finally {
                $port.Dispose()
                $agents[$Node - 1].Nginx.RemoveSite('occupied')
                (Invoke-NginxReload "web$Node").Outcome | Should -Be Reloaded
            }
        }
    }

    AfterAll {
        Disconnect-Cluster
        foreach ($agent in $agents) {
            Wait-Task $agent.DisposeAsync().AsTask()
            Wait-Task $agent.Nginx.DisposeAsync().AsTask()
        }
        Wait-Task $backend.DisposeAsync().AsTask()
    }

    AfterEach {
        Get-ClusterDomain -Cached | Remove-ClusterDomain -Confirm:$false
        $null = Publish-ClusterDomain
    }

    It 'is what was published, and a second publish finds nothing to do' {
        $null = Set-ClusterDomain shop.example.test -Upstream $upstream
        $null = Set-ClusterDomain old.example.test -RedirectTo https://shop.example.test -RedirectStatus 308 -Node web2
        $results = Publish-ClusterDomain
        $results | ForEach-Object { "$($_.Domain) $($_.Node) $($_.Action) $($_.Outcome)" } | Sort-Object | Should -Be @(
            'old.example.test web2 Create Applied', 'shop.example.test web1 Create Applied', 'shop.example.test web2 Create Applied')
        1, 2 | ForEach-Object { Get-Page $_ shop.example.test } | Should -Be '200 one', '200 one'
        Get-Page 2 old.example.test | Should -Be '308 https://shop.example.test/'
        Get-Page 1 old.example.test | Should -Be '200 one'
        (Get-ClusterDomain).Sync | Should -Be Applied, Applied
        $release = (Get-NginxStatus | Sort-Object Node).Release
        (Publish-ClusterDomain).Outcome | Select-Object -Unique | Should -Be Unchanged
        (Get-NginxStatus | Sort-Object Node).Release | Should -Be $release
    }

    It 'with -WhatIf is shown and stays' {
        $null = Set-ClusterDomain shop.example.test -Upstream $upstream
        Publish-ClusterDomain -WhatIf | Should -BeNullOrEmpty
        (Get-ClusterDomain).Sync | Should -Be Pending
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; Publish-ClusterDomain -SkipVerification NameResolution -WhatIf" -Environment @{ LYTTLECLUSTER_STATE = $state }
        $shell.Output | Should -Match 'What if: .*shop\.example\.test'
        Get-Page 1 shop.example.test | Should -Be '200 one' # the default server's answer
        (Get-ClusterOperation -Newest 1).Kind | Should -Be Domains.Set
    }

    It 'is put back where nginx does not take it, the outcome first and then one error, and only what failed is published again' {
        $null = Set-ClusterDomain old.example.test -RedirectTo https://one.example.test
        $null = Publish-ClusterDomain
        $null = Set-ClusterDomain old.example.test -RedirectTo https://two.example.test
        $failed = Invoke-WithPortTaken 2 {
            $all = @(Publish-ClusterDomain -ErrorAction Continue 2>&1)
            $all | ForEach-Object { $_.GetType().Name } | Should -Be ClusterDomainResult, ClusterDomainResult, ErrorRecord
            $all[0].Outcome | Should -Be Applied
            $all[1].Outcome | Should -Be RolledBack
            $all[1].Reason | Should -Match 'Address already in use'
            $all[2].TargetObject | Should -Be $all[1]
            $all[2].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
            $all[1]
        }
        Get-Page 1 old.example.test | Should -Be '301 https://two.example.test/'
        Get-Page 2 old.example.test | Should -Be '301 https://one.example.test/'
        (Get-ClusterDomain).Sync | Should -Be Failed
        $again = $failed | Publish-ClusterDomain
        "$($again.Domain) $($again.Node) $($again.Outcome)" | Should -Be 'old.example.test web2 Applied'
        Get-Page 2 old.example.test | Should -Be '301 https://two.example.test/'
    }

    It 'after a wave that went wrong is left alone' {
        $null = Set-ClusterDomain old.example.test -RedirectTo https://one.example.test
        Invoke-WithPortTaken 1 {
            $results = Publish-ClusterDomain -ErrorVariable failures -ErrorAction SilentlyContinue
            $results.Outcome | Should -Be RolledBack, Skipped
            Get-Page 2 old.example.test | Should -Be '200 one'
        }
    }

    It 'is not published where a check fails, unless it is waived by name' {
        $null = Set-ClusterDomain shop.example.test -Upstream "http://$($backend.Address):1"
        Publish-ClusterDomain -ErrorVariable failures -ErrorAction SilentlyContinue | ForEach-Object Outcome | Should -Not -Contain Applied
        Get-ErrorId $failures | Select-Object -Unique | Should -Be DomainVerificationFailed
        ($failures | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })[0].ErrorDetails.RecommendedAction | Should -Match '-SkipVerification Upstream'
        (Publish-ClusterDomain -SkipVerification Up*, NameResolution).Outcome | Should -Be Applied, Applied
        Test-ClusterDomain shop.example.test -Quiet | Should -BeFalse
        $checks = Test-ClusterDomain shop.example.test -ErrorAction Stop
        ($checks | Where-Object Check -EQ Upstream).Passed | Select-Object -Unique | Should -BeFalse
        ($checks | Where-Object Check -EQ Conflict).Passed | Select-Object -Unique | Should -BeTrue
        $line = 'Publish-ClusterDomain -SkipVerification '
        $offered = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText
        $checks.Check | Select-Object -Unique | ForEach-Object { $_ | Should -BeIn $offered }
    }

    It 'that somebody else changed is drifted, and is brought back' {
        $null = Set-ClusterDomain old.example.test -RedirectTo https://one.example.test
        $null = Publish-ClusterDomain
        $headers = @{ 'X-API-Key' = $agents[1].Key }
        $entry = (Invoke-RestMethod "$($agents[1].Uri)proxies" -Headers $headers).proxies[0]
        $null = Invoke-RestMethod "$($agents[1].Uri)proxies/$($entry.id)" -Method Patch -Headers $headers -ContentType application/json -Body '{"proxyPassHost":"https://elsewhere.example.test"}'
        $null = Invoke-NginxReload web2
        Get-Page 2 old.example.test | Should -Be '301 https://elsewhere.example.test/'
        $rows = Compare-ClusterDomain | Sort-Object Node
        $rows.Sync | Should -Be Applied, Drifted
        $rows[1].OnNode | Should -Match elsewhere
        $rows[1].Desired | Should -Match one
        ($rows | Where-Object Sync -EQ Drifted | Publish-ClusterDomain).Node | Should -Be web2
        Get-Page 2 old.example.test | Should -Be '301 https://one.example.test/'
    }

    It 'that this cluster did not make is never touched, and can be adopted' {
        $headers = @{ 'X-API-Key' = $agents[0].Key }
        $body = @{ domains = @('theirs.example.test'); type = 'REDIRECT'; ssl = $false; proxyPassHost = 'https://theirs.example.org' } | ConvertTo-Json
        $null = Invoke-RestMethod "$($agents[0].Uri)proxies" -Method Post -Headers $headers -ContentType application/json -Body $body
        $null = Invoke-NginxReload web1
        $null = Publish-ClusterDomain
        Get-Page 1 theirs.example.test | Should -Be '301 https://theirs.example.org/'
        $row = Compare-ClusterDomain | Where-Object { $_.OnNode -and -not $_.Managed }
        $row.Domain | Should -Be theirs.example.test
        $row | Import-ClusterDomain -WhatIf | Should -BeNullOrEmpty
        ($row | Import-ClusterDomain).Name | Should -Be theirs.example.test
        $domain = Get-ClusterDomain theirs.example.test
        $domain.Sync | Should -Be Applied
        $domain.Nodes | Should -Be web1
        (Publish-ClusterDomain).Outcome | Should -Be Unchanged
    }

    It 'can be undone' {
        $null = Set-ClusterDomain old.example.test -RedirectTo https://one.example.test
        $null = Publish-ClusterDomain
        $null = Set-ClusterDomain old.example.test -RedirectTo https://two.example.test
        $null = Publish-ClusterDomain
        $undo = Get-ClusterOperation -Newest 1 | Undo-ClusterOperation
        $undo.Outcome | Should -Be Succeeded
        1, 2 | ForEach-Object { Get-Page $_ old.example.test } | Should -Be '301 https://one.example.test/', '301 https://one.example.test/'
        $null = $undo | Undo-ClusterOperation
        Get-Page 1 old.example.test | Should -Be '301 https://two.example.test/'
    }

    It 'goes with a domain that is removed' {
        $null = Set-ClusterDomain old.example.test -RedirectTo https://one.example.test
        $null = Publish-ClusterDomain
        Remove-ClusterDomain old.example.test -Confirm:$false
        $results = Publish-ClusterDomain
        $results.Action | Should -Be Delete, Delete
        Get-Page 1 old.example.test | Should -Be '200 one'
    }

    It 'can be pasted as text that nginx takes' {
        $null = Set-ClusterDomain shop.example.test -Upstream $upstream -CustomConfiguration 'client_max_body_size 1m;'
        $text = Get-ClusterDomain shop.example.test -Cached | ConvertTo-NginxConfiguration
        $text | Should -HaveCount 1
        ConvertTo-NginxConfiguration * -Node web2 | Should -Be $text
        $null = Set-ClusterDomain shop.example.test -Node web1
        ConvertTo-NginxConfiguration * -Node web2 | Should -BeNullOrEmpty
        $text | Should -BeOfType string
        $agents[0].Nginx.WriteSite('pasted', $text)
        try { (Test-NginxConfiguration web1).Passed | Should -BeTrue }
        finally { $agents[0].Nginx.RemoveSite('pasted') }
    }

    It 'by a timer ends with 0 or 1, and says why in plain text' {
        $null = Set-ClusterDomain old.example.test -RedirectTo https://one.example.test
        $good = Invoke-Shell "`$ErrorActionPreference = 'Stop'; Import-Module '$(Get-ModuleManifest)'; Publish-ClusterDomain -SkipVerification NameResolution" -Environment @{ LYTTLECLUSTER_STATE = $state }
        $good.ExitCode | Should -Be 0
        $good.Output | Should -Match 'old\.example\.test +web1 +Create +Applied'
        $bad = Invoke-Shell "`$ErrorActionPreference = 'Stop'; Import-Module '$(Get-ModuleManifest)'; Publish-ClusterDomain nosuch.example.test" -Environment @{ LYTTLECLUSTER_STATE = $state }
        $bad.ExitCode | Should -Be 1
        $bad.Error | Should -Match 'nosuch\.example\.test'
        $good.Output + $bad.Error | Should -Not -Match ([char]27)
    }

    It 'is told in 100 columns' {
        $null = Set-ClusterDomain shop.example.test -Upstream $upstream -Alias www.shop.example.test
        $results = Publish-ClusterDomain | Out-String -Width 100
        $results | Should -Match '(?m)^shop\.example\.test\s+web1\s+Create\s+Applied'
        $domains = Get-ClusterDomain | Out-String -Width 100
        $domains | Should -Match '(?m)^shop\.example\.test\s+Upstream\s+http://\S+\s+no\s+Applied\s+web1, web2'
        $rows = Compare-ClusterDomain | Out-String -Width 100
        $results, $domains, $rows | ForEach-Object { Get-Width $_ } | ForEach-Object { $_ | Should -BeLessOrEqual 100 }
    }
}
