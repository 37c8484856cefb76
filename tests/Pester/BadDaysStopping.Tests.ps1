# Ctrl+C, Select-Object -First and -ErrorAction Stop end every command of the module within two seconds, and the nodes see their
# connections closed. One row a command; a command without a row fails the last test.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $app = 'a' * 64
    $held = 'b' * 64

    # There are two nodes with one container, app. `hanging` takes a request for HangsAt and never answers; `other` answers, in order or,
    # for Failure, with an error. A cluster of its own, $offline, is for what needs no node; another
    # one, $proxied, has two nodes of these names with an nginx_api, for rows with Nginx.
    #   Command   is stopped while `hanging` hangs at HangsAt; without HangsAt, while its neighbour in the pipeline is busy.
    #   First     gives its first object while `hanging` hangs; is Command unless given. With Together, only after all nodes have
    #             answered, and so all are well.
    #   Failure   meets an error while `hanging` hangs; is Command unless given. $false: there is none that it could meet.
    $goneNodes = '1..2 | ForEach-Object { Add-ClusterNode "gone$_" "unix:///nowhere/$_" -SkipProbe -Cluster $offline }'
    $noNodes = 'Get-ClusterNode -Cached -Cluster $offline | Remove-ClusterNode -Cluster $offline -Confirm:$false'
    $domains = '1..2 | ForEach-Object { Set-ClusterDomain "$_.example.com" -RedirectTo https://example.org -Cluster $offline }'
    $noDomains = 'Get-ClusterDomain -Cached -Cluster $offline | Remove-ClusterDomain -Cluster $offline -Confirm:$false'

    # On both nodes of $proxied: one domain that is wanted there; an entry of others; one of ours to be taken away; a publish of that,
    # of which `hanging` has not done its part. $clean ends any of them.
    $wanted = 'Set-ClusterDomain wanted.example.com -RedirectTo https://example.org -Cluster $proxied'
    $foreign = '$proxies.Values | ForEach-Object { $_.PublishElsewhere(''{"domains":["theirs.example.com"],"type":"REDIRECT","proxyPassHost":"https://example.org","ssl":false,"nginxCustomCode":""}'') }'
    $removed = "$foreign; Import-ClusterDomain -Cluster `$proxied | Remove-ClusterDomain -Confirm:`$false -Cluster `$proxied"
    $left = "$removed; `$null = `$proxies.hanging.On('/nginx', [LyttleCluster.TestPeers.Faults]::HangBeforeHeaders)
        Publish-ClusterDomain -Strategy AllAtOnce -Cluster `$proxied | Select-Object -First 1; `$null = `$proxies.hanging.On('/nginx', `$null)"
    $clean = 'Get-ClusterDomain -Cached -Cluster $proxied | Remove-ClusterDomain -Cluster $proxied -Confirm:$false; Resume-ClusterOperation -Cluster $proxied
        Publish-ClusterDomain -Cluster $proxied; $proxies.Values | ForEach-Object { $_.PublishElsewhere() }'
    $grants = 'Grant-ClusterAccess ann, ben -Role Viewer -Cluster $offline'
    $noGrants = 'Get-ClusterAccess -Cluster $offline | Revoke-ClusterAccess -Confirm:$false -Cluster $offline'
    $tokens = '1..2 | ForEach-Object { New-ClusterToken "token$_" -Role Viewer -Cluster $offline }'
    $noTokens = 'Get-ClusterToken -Cluster $offline | Remove-ClusterToken -Confirm:$false -Cluster $offline'
    $rows = @(
        @{ Name = 'Add-ClusterNode'; Command = 'Add-ClusterNode new $spare'; HangsAt = '/info'; Together = $true
            Failure = '[pscustomobject]@{ Name = "new"; Docker = $spare }, [pscustomobject]@{ Name = "not a name"; Docker = "unix:///x" } | Add-ClusterNode'
            After = 'Get-ClusterNode -Cached | Where-Object Name -EQ new | Remove-ClusterNode -Confirm:$false' }
        @{ Name = 'Compare-ClusterDomain'; Command = 'Compare-ClusterDomain -Cluster $proxied'; HangsAt = '/proxies'; Nginx = $true; Together = $true; Before = $wanted; After = $clean
            Failure = 'Compare-ClusterDomain nosuch.example.com -Cluster $proxied' }
        @{ Name = 'Connect-Cluster'; Command = 'Connect-Cluster $stateFile'; Failure = 'Connect-Cluster $broken.Path' }
        @{ Name = 'ConvertTo-NginxConfiguration'; Command = 'ConvertTo-NginxConfiguration * -Cluster $offline'; Before = $domains; After = $noDomains
            Failure = 'ConvertTo-NginxConfiguration nosuch.example.com -Cluster $offline' }
        @{ Name = 'Disconnect-Cluster'; Command = '$offline | Wait-Busy | Disconnect-Cluster'; First = $false; Failure = $false }
        @{ Name = 'Find-ClusterNode'; Command = 'Find-ClusterNode'; Failure = 'Find-ClusterNode -Cluster $broken' }
        @{ Name = 'Get-Cluster'; Command = 'Get-Cluster'; HangsAt = '/containers/json'; Together = $true; Failure = 'Get-Cluster -Cluster $broken' }
        @{ Name = 'Get-ClusterAccess'; Command = 'Get-ClusterAccess -Cluster $offline'; Before = $grants; After = $noGrants; Failure = 'Get-ClusterAccess nosuch -Cluster $offline' }
        @{ Name = 'Get-ClusterAlert'; Command = '1 | Wait-Busy | ForEach-Object { Get-ClusterAlert -Cluster $offline }'; First = $false; Failure = $false }
        @{ Name = 'Get-ClusterConnection'; Command = 'Get-ClusterConnection'; Failure = $false }
        @{ Name = 'Get-ClusterContainer'; Command = 'Get-ClusterContainer'; HangsAt = '/containers/json' }
        @{ Name = 'Get-ClusterContainerLog'; Command = 'Get-ClusterContainerLog app -Follow'; HangsAt = "/containers/$app/logs" }
        @{ Name = 'Get-ClusterContainerLog'; Command = 'Get-ClusterContainerLog app -Follow'; HangsAt = '/containers/json' }
        @{ Name = 'Get-ClusterContainerLog'; Command = 'Get-ClusterContainerLog app'; HangsAt = '/containers/json' }
        @{ Name = 'Get-ClusterContainerUsage'; Command = 'Get-ClusterContainerUsage app'; HangsAt = "/containers/$app/stats" }
        @{ Name = 'Get-ClusterContainerUsage'; Command = 'Get-ClusterContainerUsage app'; HangsAt = '/containers/json' }
        @{ Name = 'Get-ClusterDomain'; Command = 'Get-ClusterDomain -Cluster $proxied'; HangsAt = '/proxies'; Nginx = $true; Together = $true; Before = $wanted; After = $clean
            Failure = 'Get-ClusterDomain wanted.example.com, nosuch.example.com -Cluster $proxied' }
        @{ Name = 'Get-ClusterEvent'; Command = 'Get-ClusterEvent'; HangsAt = '/events' }
        @{ Name = 'Get-ClusterManager'; Command = 'Get-ClusterManager'; Failure = $false }
        @{ Name = 'Get-ClusterNode'; Command = 'Get-ClusterNode'; HangsAt = '/info'; Failure = 'Get-ClusterNode hanging, nowhere' }
        @{ Name = 'Get-ClusterOperation'; Command = 'Get-ClusterOperation -Cluster $offline'; Before = $goneNodes; After = $noNodes; Failure = 'Get-ClusterOperation nosuch' }
        @{ Name = 'Get-ClusterToken'; Command = 'Get-ClusterToken -Cluster $offline'; Before = $tokens; After = $noTokens; Failure = 'Get-ClusterToken nosuch -Cluster $offline' }
        @{ Name = 'Get-NginxLog'; Command = 'Get-NginxLog -Cluster $proxied'; HangsAt = '/logs'; Nginx = $true }
        @{ Name = 'Get-NginxLog'; Command = 'Get-NginxLog -Follow -Cluster $proxied'; HangsAt = '/logs'; Nginx = $true; Failure = 'Get-NginxLog hanging, nowhere -Follow -Cluster $proxied' }
        @{ Name = 'Get-NginxStatus'; Command = 'Get-NginxStatus -Cluster $proxied'; HangsAt = '/nginx'; Nginx = $true; Failure = 'Get-NginxStatus hanging, nowhere -Cluster $proxied' }
        @{ Name = 'Grant-ClusterAccess'; Command = $grants; After = $noGrants; Failure = 'Grant-ClusterAccess ann -Method "no method" -Cluster $offline' }
        @{ Name = 'Import-ClusterDomain'; Command = 'Import-ClusterDomain -Cluster $proxied'; HangsAt = '/proxies'; Nginx = $true; Together = $true; Before = $foreign; After = $clean
            Failure = 'Import-ClusterDomain -Cluster $broken' }
        @{ Name = 'Install-ClusterService'; Command = 'Install-ClusterService Manager -RootPath "$stateFile.root"'; Failure = 'Install-ClusterService Manager -Name "a/b" -RootPath "$stateFile.root"' }
        @{ Name = 'Invoke-ClusterContainerCommand'; Command = 'Invoke-ClusterContainerCommand app true'; HangsAt = "/containers/$app/exec" }
        @{ Name = 'Invoke-NginxReload'; Command = 'Invoke-NginxReload * -Strategy AllAtOnce -RetryCount 0 -Force -Cluster $proxied'; HangsAt = '/reload'; Nginx = $true }
        @{ Name = 'New-ClusterCertificate'; Command = 'New-ClusterCertificate "ca$([guid]::NewGuid())" -Kind CA -Path (Split-Path $stateFile)'; Failure = 'New-ClusterCertificate ann -Kind User -CACertificatePath /nowhere -CAKeyPath /nowhere' }
        @{ Name = 'New-ClusterToken'; Command = 'New-ClusterToken token1 -Role Viewer -Cluster $offline'; After = $noTokens; Failure = 'New-ClusterToken token1 -Role Viewer -ExpiresAt 2000-01-01 -Cluster $offline' }
        @{ Name = 'Publish-ClusterDomain'; Command = 'Publish-ClusterDomain -Strategy AllAtOnce -Cluster $proxied'; HangsAt = '/nginx'; Nginx = $true; Before = $removed; After = $clean
            Failure = '$proxies.other.Nginx.NextReloads.Enqueue([LyttleCluster.TestPeers.SimulatedReload]::Refused()); Publish-ClusterDomain -Strategy AllAtOnce -Cluster $proxied' }
        @{ Name = 'Publish-ClusterDomain'; Command = 'Publish-ClusterDomain -Cluster $proxied'; HangsAt = '/releases'; Nginx = $true; First = $false; Failure = $false; Before = $wanted; After = $clean }
        @{ Name = 'Remove-ClusterContainer'; Command = 'Remove-ClusterContainer app -Force -PassThru -Confirm:$false'; HangsAt = "/containers/$app" }
        @{ Name = 'Remove-ClusterDomain'; Command = 'Remove-ClusterDomain * -PassThru -Confirm:$false -Cluster $offline'; Before = $domains; After = $noDomains
            Failure = 'Remove-ClusterDomain nosuch.example.com -Confirm:$false -Cluster $offline' }
        @{ Name = 'Remove-ClusterNode'; Command = 'Remove-ClusterNode gone* -PassThru -Confirm:$false -Cluster $offline'; Before = $goneNodes; After = $noNodes
            Failure = 'Remove-ClusterNode gone1, nowhere -Confirm:$false -Cluster $offline' }
        @{ Name = 'Remove-ClusterToken'; Command = 'Remove-ClusterToken token1, token2 -PassThru -Confirm:$false -Cluster $offline'; Before = $tokens; After = $noTokens
            Failure = 'Remove-ClusterToken nosuch -Confirm:$false -Cluster $offline' }
        @{ Name = 'Restart-ClusterContainer'; Command = 'Restart-ClusterContainer app -PassThru'; HangsAt = "/containers/$app/restart" }
        @{ Name = 'Restart-ClusterNode'; Command = 'Restart-ClusterNode * -Confirm:$false -Cluster $proxied'; HangsAt = '/node/reboot'; Nginx = $true; First = $false }
        @{ Name = 'Resume-ClusterNode'; Command = 'Resume-ClusterNode gone* -Cluster $offline'; Before = "$goneNodes; Suspend-ClusterNode gone* -Cluster `$offline"; After = $noNodes
            Failure = 'Resume-ClusterNode gone1, nowhere -Cluster $offline' }
        @{ Name = 'Resume-ClusterOperation'; Command = 'Resume-ClusterOperation -Cluster $proxied'; HangsAt = '/nginx'; Nginx = $true; Together = $true; Before = $left; After = $clean
            Failure = 'Resume-ClusterOperation nosuch -Cluster $proxied' }
        @{ Name = 'Revoke-ClusterAccess'; Command = 'Revoke-ClusterAccess ann, ben -PassThru -Confirm:$false -Cluster $offline'; Before = $grants; After = $noGrants
            Failure = 'Revoke-ClusterAccess nosuch -Confirm:$false -Cluster $offline' }
        @{ Name = 'Set-ClusterDomain'; Command = 'Set-ClusterDomain 1.example.com, 2.example.com -RedirectTo https://example.org -Cluster $offline'; After = $noDomains
            Failure = 'Set-ClusterDomain 1.example.com -Tls -Cluster $offline' }
        @{ Name = 'Set-ClusterNode'; Command = 'Set-ClusterNode hanging, other -Owner "owner$([guid]::NewGuid())"'; HangsAt = '/info'; Failure = 'Set-ClusterNode hanging, nowhere -Owner ann' }
        @{ Name = 'Start-ClusterContainer'; Command = 'Start-ClusterContainer app -PassThru'; HangsAt = "/containers/$app/start" }
        @{ Name = 'Start-ClusterManager'; Command = 'Start-ClusterManager "$stateFile.managed" -Listen http://127.0.0.1:0'; Failure = 'Start-ClusterManager "$stateFile.managed" -Listen http://10.0.0.1:1'
            After = 'Get-ClusterManager "$stateFile.managed" | Where-Object Status -NotIn Stopped, Died | Stop-ClusterManager' }
        @{ Name = 'Stop-ClusterContainer'; Command = 'Stop-ClusterContainer app -PassThru'; HangsAt = "/containers/$app/stop" }
        @{ Name = 'Stop-ClusterManager'; Command = 'Stop-ClusterManager "$stateFile.managed"'; Failure = 'Stop-ClusterManager $stateFile'; Before = 'Start-ClusterManager "$stateFile.managed" -Listen http://127.0.0.1:0'
            After = 'Get-ClusterManager "$stateFile.managed" | Where-Object Status -NotIn Stopped, Died | Stop-ClusterManager' }
        @{ Name = 'Suspend-ClusterAlert'; Command = '1 | Wait-Busy | ForEach-Object { Suspend-ClusterAlert -Rule NodeUnreachable -Target web1 -For 0:10 -Cluster $offline }'; First = $false
            Failure = 'Suspend-ClusterAlert -Rule NodeUnreachable -Target web1 -Until 2000-01-01 -Cluster $offline' }
        @{ Name = 'Suspend-ClusterNode'; Command = 'Suspend-ClusterNode gone* -Cluster $offline'; Before = $goneNodes; After = $noNodes
            Failure = 'Suspend-ClusterNode gone1, nowhere -Cluster $offline' }
        @{ Name = 'Test-ClusterContainer'; Command = 'Test-ClusterContainer app -Port 80'; HangsAt = '/containers/json' }
        @{ Name = 'Test-ClusterDomain'; Command = 'Test-ClusterDomain -Cluster $proxied'; HangsAt = '/releases'; Nginx = $true; Before = $wanted; After = $clean
            Failure = 'Test-ClusterDomain wanted.example.com, nosuch.example.com -Cluster $proxied' }
        @{ Name = 'Test-ClusterDomain'; Command = 'Test-ClusterDomain -Cluster $proxied'; HangsAt = '/proxies'; Nginx = $true; Together = $true; Before = $wanted; After = $clean
            Failure = 'Test-ClusterDomain wanted.example.com, nosuch.example.com -Cluster $proxied' }
        @{ Name = 'Test-ClusterNode'; Command = 'Test-ClusterNode'; HangsAt = '/info'; Failure = 'Test-ClusterNode hanging, nowhere' }
        @{ Name = 'Test-NginxConfiguration'; Command = 'Test-NginxConfiguration -Cluster $proxied'; HangsAt = '/configuration/test'; Nginx = $true }
        @{ Name = 'Undo-ClusterOperation'; Command = 'Get-ClusterOperation -Newest 1 -Cluster $offline | Undo-ClusterOperation -Cluster $offline'; Before = $domains; After = $noDomains
            Failure = 'Undo-ClusterOperation nosuch -Cluster $offline' }
        @{ Name = 'Uninstall-ClusterService'; Command = 'Uninstall-ClusterService Manager -RootPath "$stateFile.root"'; Before = 'Install-ClusterService Manager -RootPath "$stateFile.root"'
            Failure = 'Uninstall-ClusterService Agent -RootPath "$stateFile.root"' }
        @{ Name = 'Unlock-Cluster'; Command = 'Unlock-Cluster * -Force -PassThru -Confirm:$false'; Holding = $true; Failure = 'Unlock-Cluster nosuch -Confirm:$false' }
        @{ Name = 'Wait-ClusterContainer'; Command = 'Wait-ClusterContainer app'; HangsAt = '/containers/json'; Failure = 'Wait-ClusterContainer app -WaitSec 0' }
        @{ Name = 'Wait-ClusterNode'; Command = 'Wait-ClusterNode'; HangsAt = '/info'; Failure = 'Wait-ClusterNode hanging, nowhere' }
        @{ Name = 'Watch-Cluster'; Command = 'Watch-Cluster'; HangsAt = '/containers/json'; Together = $true; Failure = 'Watch-Cluster -Cluster $broken' }
        @{ Name = 'Watch-ClusterContainerUsage'; Command = 'Watch-ClusterContainerUsage app'; HangsAt = "/containers/$app/stats" }
        @{ Name = 'Watch-ClusterEvent'; Command = 'Watch-ClusterEvent'; HangsAt = '/events'; Failure = 'Watch-ClusterEvent hanging, nowhere' }
    )
    $withFirst = $rows | Where-Object First -NE $false
    $withFailure = $rows | Where-Object Failure -NE $false
}

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $app = 'a' * 64
    $held = 'b' * 64
    $ends = [System.Collections.Generic.List[scriptblock]]::new()

    function ConvertTo-Answer($Body, $Status = 200) { [LyttleCluster.TestPeers.Faults]::Answer($Status, (ConvertTo-Json $Body -Depth 9 -Compress)) }

    # What an engine with one container answers, path by path.
    $cpu = @{ cpu_usage = @{ total_usage = 1000 }; system_cpu_usage = 100000; online_cpus = 2 }
    $frame = [System.Text.Encoding]::ASCII.GetBytes("2026-11-21T06:00:00.000000000Z hello`n")
    $event = '{"Type":"container","Action":"start","Actor":{"ID":"' + $app + '","Attributes":{"name":"app"}},"time":1795000000,"timeNano":1795000000000000000}' + "`n"
    $healthy = @{
        '/info' = ConvertTo-Answer @{ ID = 'x'; Name = 'x'; Containers = 1; ContainersRunning = 1; SystemTime = [DateTime]::UtcNow }
        '/events' = [LyttleCluster.TestPeers.Faults]::StreamThenEnd([System.Text.Encoding]::ASCII.GetBytes($event), 'application/json')
        "/containers/$app/json" = ConvertTo-Answer @{ Id = $app; Name = '/app'; Created = '2026-11-21T06:00:00Z'; Config = @{ Image = 'app' }; State = @{ Status = 'running'; Running = $true } }
        "/containers/$app/logs" = [LyttleCluster.TestPeers.Faults]::StreamThenHang([byte[]](@(1, 0, 0, 0, 0, 0, 0, $frame.Length) + $frame), 'application/vnd.docker.raw-stream')
        "/containers/$app/stats" = ConvertTo-Answer @{ read = '2026-11-21T06:00:01Z'; cpu_stats = $cpu; precpu_stats = @{ cpu_usage = @{ total_usage = 500 }; system_cpu_usage = 50000; online_cpus = 2 }; memory_stats = @{ usage = 1 } }
        "/containers/$app/start" = ConvertTo-Answer '' 204
        "/containers/$app/stop" = ConvertTo-Answer '' 204
        "/containers/$app/restart" = ConvertTo-Answer '' 204
        "/containers/$app" = ConvertTo-Answer '' 204
        "/containers/$app/exec" = ConvertTo-Answer @{ Id = 'e' } 201
        '/exec/e/start' = [LyttleCluster.TestPeers.Faults]::StreamThenEnd([byte[]]@(), 'application/vnd.docker.raw-stream')
        '/exec/e/json' = ConvertTo-Answer @{ Running = $false; ExitCode = 0 }
    }

    function Start-Node([string[]] $Containers) {
        $server = [LyttleCluster.TestPeers.FaultServer]::StartUnix()
        $ends.Add({ $server.DisposeAsync().AsTask().Wait() }.GetNewClosure())
        $list = $Containers | ForEach-Object { @{ Id = $_; Names = @('/' + $(if ($_ -eq $app) { 'app' } else { 'held' })); Image = 'app'; State = 'running'; Status = 'Up'; Created = 1; Labels = @{}; Ports = @() } }
        $lists[$server] = ConvertTo-Answer @($list)
        $null = $server.On("/containers/$held/start", [LyttleCluster.TestPeers.Faults]::HangBeforeHeaders)
        Repair-Node $server
        $server
    }

    function Repair-Node($Server) {
        foreach ($path in $healthy.Keys) { $null = $Server.On($path, $healthy[$path]) }
        $null = $Server.On('/containers/json', $lists[$Server])
    }

    function Repair-All {
        $nodes.Values | ForEach-Object { Repair-Node $_ }
        if ($Nginx) { $proxies.Values | ForEach-Object { $null = $_.On($HangsAt, $null) } }
    }

    function Assert-Done($Run) {
        $Run.Failure | Should -BeNullOrEmpty
        $Run.Errors | Should -BeNullOrEmpty
    }

    function Start-Proxy {
        $server = [LyttleCluster.TestPeers.NginxApiServer]::Start('Agent', [LyttleCluster.TestPeers.NginxApiServerOptions]@{ AllowReboot = $true })
        $ends.Add({ $server.DisposeAsync().AsTask().Wait() }.GetNewClosure())
        $server
    }

    # A session of its own, as another window, with all clusters.
    function New-Session {
        $runspace = [runspacefactory]::CreateRunspace()
        $ends.Add({ $runspace.Dispose() }.GetNewClosure())
        $runspace.Open()
        'stateFile', 'offline', 'proxied', 'proxies', 'broken', 'gate' | ForEach-Object { $runspace.SessionStateProxy.SetVariable($_, (Get-Variable $_ -ValueOnly)) }
        $runspace.SessionStateProxy.SetVariable('spare', $nodes.spare.Uri)
        $null = Invoke-Session $runspace "Import-Module '$(Get-ModuleManifest)'; Connect-Cluster `$stateFile; filter Wait-Busy { `$gate.Set(); Start-Sleep 600; `$_ }"
        $runspace
    }

    function New-Pipeline($Runspace, $Script) {
        $pipeline = [powershell]::Create().AddScript($Script)
        $pipeline.Runspace = $Runspace
        $pipeline
    }

    # Runs a script in a session; what does not end in 30 s never would.
    function Invoke-Session($Runspace, $Script) {
        $pipeline = New-Pipeline $Runspace $Script
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        try {
            $running = $pipeline.BeginInvoke()
            $ended = $running.AsyncWaitHandle.WaitOne(30000)
            $elapsed = $clock.Elapsed
            if (-not $ended) { $pipeline.Stop() }
            $ended | Should -BeTrue -Because "'$Script' should have ended"
            $failure = $null
            $output = try { $pipeline.EndInvoke($running) } catch { $failure = $_.Exception.InnerException }
            [pscustomobject]@{ Output = @($output); Failure = $failure; Errors = @($pipeline.Streams.Error); Seconds = $elapsed.TotalSeconds }
        }
        finally {
            $pipeline.Dispose()
        }
    }

    # Starts a script, stops it as Ctrl+C does once something has happened, and gives the seconds that took.
    function Stop-Session($Runspace, $Script, [scriptblock] $Happened) {
        $pipeline = New-Pipeline $Runspace $Script
        try {
            $running = $pipeline.BeginInvoke()
            Wait-Until { $running.IsCompleted -or (& $Happened) }
            $running.IsCompleted | Should -BeFalse -Because "'$Script' should still run"
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $pipeline.Stop()
            $clock.Elapsed.TotalSeconds
        }
        finally {
            $pipeline.Dispose()
        }
    }

    # The requests of this test that hang.
    function Get-HangingRequest { if ($HangsAt) { @($sick.Requests | Select-Object -Skip $seen | Where-Object Path -EQ $HangsAt) } else { @() } }

    function Assert-Closed {
        foreach ($request in Get-HangingRequest) { Wait-Seen $request.Closed }
    }

    $lists = @{}
    $nodes = @{ hanging = Start-Node $app, $held; other = Start-Node $app; spare = Start-Node @() }
    $stateFile = New-StatePath
    $offline = Connect-Cluster (New-StatePath)
    $null = Connect-Cluster $stateFile
    'hanging', 'other' | ForEach-Object { Add-ClusterNode $_ $nodes[$_].Uri -SkipProbe } | Out-Null
    $proxies = @{ hanging = Start-Proxy; other = Start-Proxy }
    $proxied = Connect-Cluster (New-StatePath)
    $null = Connect-Cluster $stateFile
    $key = ConvertTo-SecureString $proxies.other.ApiKey -AsPlainText -Force
    'hanging', 'other' | ForEach-Object { Add-ClusterNode $_ -NginxApi $proxies[$_].Uri -NginxApiKey $key -SkipProbe -Cluster $proxied } | Out-Null
    $broken = [LyttleCluster.ClusterConnection]@{ Kind = 'File'; Path = (New-Item -ItemType Directory (Join-Path $TestDrive folder)).FullName }
    $gate = [System.Threading.ManualResetEventSlim]::new()

    # A context of the docker command, for Find-ClusterNode.
    $contexts = $env:DOCKER_CONFIG
    $env:DOCKER_CONFIG = Join-Path $TestDrive docker
    $meta = New-Item -ItemType Directory (Join-Path $env:DOCKER_CONFIG contexts meta 1)
    Set-Content (Join-Path $meta meta.json) '{"Name":"far","Endpoints":{"docker":{"Host":"tcp://far:2376"}}}'
    $session = New-Session
}

AfterAll {
    $env:DOCKER_CONFIG = $contexts
    Get-ClusterConnection | Disconnect-Cluster
    $ends.Reverse()
    $ends | ForEach-Object { & $_ }
}

Describe 'Stopping' {
    BeforeEach {
        $sick = if ($Nginx) { $proxies.hanging } elseif ($Name -eq 'Add-ClusterNode') { $nodes.spare } else { $nodes.hanging }
        $well = if ($Nginx) { $proxies.other } else { $nodes.other }
        $gate.Reset()
        if ($Before) { Assert-Done (Invoke-Session $session $Before) }
        $seen = $sick.Requests.Count
        if ($HangsAt) { $null = $sick.On($HangsAt, [LyttleCluster.TestPeers.Faults]::HangBeforeHeaders) }
        if ($Holding) {
            # Another window starts a container, hangs and so holds its locks.
            $holder = New-Pipeline (New-Session) 'Start-ClusterContainer held -Node hanging -TimeoutSec 600'
            $null = $holder.BeginInvoke()
            Wait-Until { $sick.Requests | Select-Object -Skip $seen | Where-Object Path -EQ "/containers/$held/start" }
        }
    }

    AfterEach {
        if ($Holding) { $holder.Stop(); $holder.Dispose() }
        Repair-All
        if ($After) { Assert-Done (Invoke-Session $session $After) }
    }

    It 'by Ctrl+C ends <Name>' -ForEach $rows {
        $script = if ($HangsAt -or $Command -match 'Wait-Busy') { $Command } else { "$Command | Wait-Busy" }
        $happened = if ($HangsAt) { { Get-HangingRequest } } else { { $gate.IsSet } }
        Stop-Session $session $script $happened | Should -BeLessThan 2
        Assert-Closed
    }

    It 'by Select-Object -First ends <Name>' -ForEach $withFirst {
        if ($Together) { Repair-All }
        $run = Invoke-Session $session "$Command | Select-Object -First 1"
        $run.Failure | Should -BeNullOrEmpty
        $run.Output | Should -HaveCount 1
        $run.Seconds | Should -BeLessThan 2
        if (-not $Together) { Assert-Closed }
    }

    It 'by -ErrorAction Stop ends <Name>' -ForEach $withFailure {
        if ($HangsAt) { $null = $well.On($HangsAt, [LyttleCluster.TestPeers.Faults]::Status(500, 'out of order')) }
        $run = Invoke-Session $session "`$ErrorActionPreference = 'Stop'; $($Failure ?? $Command)"
        $run.Failure.ErrorRecord.FullyQualifiedErrorId | Should -BeLike '*,LyttleCluster.Module.*'
        $run.Seconds | Should -BeLessThan 2
        Assert-Closed
    }
}

Describe 'The table of this file' {
    It 'has a row for every command of the module' -ForEach @{ names = $rows.Name } {
        $names | Sort-Object -Unique | Should -Be ((Get-Command -Module LyttleCluster -CommandType Cmdlet).Name | Sort-Object)
    }
}
