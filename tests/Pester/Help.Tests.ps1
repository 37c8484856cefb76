# Help as a user meets it: Get-Help finds it from the checkout, and every example in it runs, on real engines.
BeforeDiscovery {
    $pages = Get-ChildItem "$PSScriptRoot/../../docs/en-US" -Filter *-*.md | ForEach-Object {
        $text = Get-Content -Raw $_
        $examples = [regex]::Matches($text, '(?ms)^### (Example .*?)\n(.*?)(?=^##)') | ForEach-Object {
            $code = [regex]::Matches($_.Groups[2].Value, '(?ms)^```powershell\n(.*?)^```') | ForEach-Object { $_.Groups[1].Value }
            @{ title = $_.Groups[1].Value; code = $code -join "`n" }
        }
        @{ cmdlet = $_.BaseName; examples = $examples }
    }
}

Describe 'Get-Help' {
    BeforeAll { Import-Module "$PSScriptRoot/Peers.psm1" -Force }

    It 'shows <cmdlet> in full' -ForEach $pages {
        $help = Get-Help $cmdlet -Full | Out-String -Width 200
        $help | Should -Match '(?m)^DESCRIPTION'
        $help | Should -Match 'Example 1'
        (Get-Help $cmdlet).Synopsis | Should -Match '\.$'
        Get-Help $cmdlet -Examples | Out-String -Width 200 | Should -Match 'PS> '
        $known = (Get-Command $cmdlet).Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }
        (Get-Help $cmdlet -Parameter *).name | Sort-Object | Should -Be ($known | Sort-Object)
    }

    It 'shows about_LyttleCluster' {
        Get-Help about_LyttleCluster | Out-String | Should -Match 'FIRST STEPS'
    }
}

Describe 'The examples of the help' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Peers.psm1" -Force
        $script:whyNot = [LyttleCluster.TestPeers.DockerEngine]::WhyNot
        if ($whyNot -and $env:CI -eq 'true') { throw $whyNot }
        if ($whyNot) { return }

        $script:engines = [LyttleCluster.TestPeers.DockerEngine]::StartManyAsync(2).GetAwaiter().GetResult()
        $withTls = [LyttleCluster.TestPeers.DockerEngineOptions]@{ Tcp = 'MutualTls' }
        $script:third = [LyttleCluster.TestPeers.DockerEngine]::StartAsync($withTls).GetAwaiter().GetResult()

        # web1 and web2 have an agent each; its key is in a file, as an operator keeps it.
        $script:agents = 1, 2 | ForEach-Object { [LyttleCluster.TestPeers.NginxApiServer]::Start('Agent', [LyttleCluster.TestPeers.NginxApiServerOptions]@{ AllowReboot = $true }) }
        $script:keyFile = "$TestDrive/nginx.key"
        Set-Content $keyFile $agents[0].ApiKey
        if (-not $IsWindows) { chmod 600 $keyFile }

        # Where examples are about domains, the two have real agents beside real nginx instead, and nginx serves what they lead to.
        $program = Join-Path (Split-Path (Get-ModuleManifest)) bin service lyttle-cluster
        $script:nginx = 1, 2 | ForEach-Object { [LyttleCluster.TestPeers.NginxServer]::StartAsync().GetAwaiter().GetResult() }
        $script:realAgents = $nginx | ForEach-Object {
            $options = [LyttleCluster.TestPeers.NginxAgentOptions]@{ Key = $agents[0].ApiKey; More = [string[]]('--http-listen', "$($_.Address):$($_.Port)") }
            [LyttleCluster.TestPeers.NginxAgent]::StartAsync($program, $_, $options).GetAwaiter().GetResult()
        }

        # What the examples call by the names of a cluster that is not here.
        $script:real = [ordered]@{
            '/var/run/docker.sock'        = $third.SocketPath
            'tcp://web3.example.com:2376' = "$($third.TcpUri)".TrimEnd('/')
            '~/certs/web3/cert.pem'       = $third.TlsFiles.ClientCertificate
            '~/certs/web3/key.pem'        = $third.TlsFiles.ClientKey
            '~/certs/web3/ca.pem'         = $third.TlsFiles.CertificateAuthority
            'http://10.0.0.5:8080'        = "$($nginx[0].Uri)".TrimEnd('/')
            'http://10.0.0.6:8080'        = "$($nginx[1].Uri)".TrimEnd('/')
        }
        $script:before = @{ State = $env:LYTTLECLUSTER_STATE; Docker = $env:DOCKER_CONFIG }
        $env:DOCKER_CONFIG = "$TestDrive/docker"
        $null = docker context create lab --docker "host=$($third.UnixUri)" 2>&1

        # The containers that the examples speak of, as 'docker run' makes them; what an example removed or stopped is there again.
        $web = 'trap "exit 0" TERM; mkdir -p /www; echo hello > /www/index.html; httpd -f -p 80 -h /www & echo "listening on :80"; wait'
        $quiet = 'trap "exit 0" TERM; sleep 100000 & wait'
        $blog = '--label', 'team=content', '-p', '8080:80', '--health-interval', '1s', '--health-cmd', 'wget -q -O - http://127.0.0.1/'
        $script:wanted = @(
            @{ Engine = 0; Name = 'blog'; State = 'running'; Flags = $blog; Script = $web }
            @{ Engine = 0; Name = 'shop'; State = 'running'; Flags = @(); Script = $quiet }
            @{ Engine = 1; Name = 'blog'; State = 'running'; Flags = $blog; Script = $web }
            @{ Engine = 1; Name = 'db'; State = 'running'; Flags = @(); Script = $quiet }
            @{ Engine = 1; Name = 'worker'; State = 'exited'; Flags = @(); Script = 'echo "cannot reach the queue" >&2; exit 1' }
        )

        function Restore-Container {
            $states = foreach ($engine in $engines) {
                $rows = $engine.DockerAsync([string[]]('ps', '-a', '--format', '{{.Names}}={{.State}}')).GetAwaiter().GetResult()
                , ($rows | ConvertFrom-StringData)
            }
            foreach ($one in $wanted) {
                $state = $states[$one.Engine][$one.Name]
                if ($state -eq $one.State) { continue }
                $command = if ($state) { 'start', $one.Name }
                else { @('run', '-d', '--name', $one.Name) + $one.Flags + @('lyttle/busybox:test', 'sh', '-c', $one.Script) }
                $null = $engines[$one.Engine].DockerAsync([string[]]$command).GetAwaiter().GetResult()
                if ($one.State -eq 'exited') { $null = $engines[$one.Engine].DockerAsync([string[]]('wait', $one.Name)).GetAwaiter().GetResult() }
            }
        }

        # Runs a script in the shell of the page; gives its errors, and whether it had to be stopped.
        function Invoke-InShell([string] $Script, [int] $Seconds = 60) {
            $shell.Commands.Clear()
            $shell.Streams.ClearStreams()
            $running = $shell.AddScript($Script).AddCommand('Out-Null').BeginInvoke()
            $ended = $running.AsyncWaitHandle.WaitOne($Seconds * 1000)
            $failure = $null
            try { $null = if ($ended) { $shell.EndInvoke($running) } else { $shell.Stop() } } catch { $failure = $_ }
            [pscustomobject]@{ Ended = $ended; Errors = @($shell.Streams.Error) + @($failure) | Where-Object { $_ } }
        }
    }

    AfterAll {
        if ($whyNot) { return }
        $env:LYTTLECLUSTER_STATE, $env:DOCKER_CONFIG = $before.State, $before.Docker
        foreach ($peer in @($engines) + $third + $agents + $realAgents + $nginx) { $peer.DisposeAsync().AsTask().Wait() }
    }

    Context '<cmdlet>' -ForEach $pages {
        BeforeAll {
            if ($whyNot) { return }
            $folder = New-Item -ItemType Directory "$TestDrive/$cmdlet"
            $env:LYTTLECLUSTER_STATE = "$folder/state.db"
            $script:shell = [powershell]::Create()
            Restore-Container
            # The names of the examples lead to no node from here.
            $null = Invoke-InShell "Import-Module '$(Get-ModuleManifest)'; Set-Location '$folder'; `$PSDefaultParameterValues['Publish-ClusterDomain:SkipVerification'] = 'NameResolution'
                `$PSDefaultParameterValues['Start-ClusterManager:Listen'] = 'http://127.0.0.1:0'; `$PSDefaultParameterValues['*-ClusterService:RootPath'] = '$folder/root'"
            $script:ofDomains = $cmdlet -match 'Domain|ConvertTo|^Undo|^Resume-ClusterOperation'
            $script:apis = $ofDomains ? $realAgents : $agents
            $script:proxies = $ofDomains ? ($nginx | ForEach-Object { "-ProxyAddress '$($_.Uri)'" }) : ('', '')
        }

        AfterAll {
            if ($whyNot) { return }
            # The next page begins with nodes that have nothing of this one.
            if ($ofDomains) { (Invoke-InShell 'Get-ClusterDomain -Cached | Remove-ClusterDomain -Confirm:$false; Publish-ClusterDomain').Errors | Should -BeNullOrEmpty }
            $null = Invoke-InShell 'Get-ClusterManager | Where-Object Status -NotIn Stopped, Died | Stop-ClusterManager -Force'
            $shell.Runspace.Close()
            $shell.Dispose()
        }

        It '<title>' -ForEach $examples {
            if ($whyNot) { Set-ItResult -Skipped -Because $whyNot }
            if ($cmdlet -match '^(Start|Stop|Restart|Remove)-ClusterContainer$') { Restore-Container }
            $prepared = Invoke-InShell @"
                Get-ClusterConnection | Disconnect-Cluster
                `$known = (Get-ClusterNode -Cached).Name
                if ('web1' -notin `$known) { Add-ClusterNode web1 -Docker '$($engines[0].UnixUri)' -NginxApi '$($apis[0].Uri)' -NginxApiKeyFile '$keyFile' $($proxies[0]) -Location eu/rack1 -Label @{ tier = 'front' } }
                if ('web2' -notin `$known) { Add-ClusterNode web2 -Docker '$($engines[1].UnixUri)' -NginxApi '$($apis[1].Uri)' -NginxApiKeyFile '$keyFile' $($proxies[1]) -Location eu/rack2 -Label @{ tier = 'front' } }
                if ($([int]$ofDomains) -and -not (Get-ClusterDomain shop.example.com -Cached -ErrorAction Ignore)) { Set-ClusterDomain shop.example.com -Upstream '$($nginx[0].Uri)' }
                Get-ClusterConnection | Disconnect-Cluster
"@
            $prepared.Errors | Should -BeNullOrEmpty
            foreach ($name in $real.Keys) { $code = $code.Replace($name, $real[$name]) }

            # Those that go on until somebody stops them have shown after two seconds that they do.
            $endless = $code -match '-Follow|\bWatch-'
            $ran = Invoke-InShell $code ($endless ? 2 : 60)
            $ran.Errors | Should -BeNullOrEmpty
            $ran.Ended -or $endless | Should -BeTrue
        }
    }
}
