# One node of three has a bad day, each kind of bad day once: what an operator sees of it, and that the others do not suffer.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force

    # Start makes the fault and gives the node's settings; what it has to take down again it leaves in $ending.
    $badDays = @(
        @{ Case = 'has no socket'; Id = 'DockerNoSocket'; Category = 'ConnectionError'; Connection = 'Refused'; Says = 'no socket /nowhere/docker.sock'
            Start = { @{ Docker = 'unix:///nowhere/docker.sock' } } }
        @{ Case = 'has no Docker at its port'; Id = 'DockerRefused'; Category = 'ConnectionError'; Connection = 'Refused'; Says = 'nobody listens'
            Start = { @{ Docker = "tcp://$(New-ClosedPort)" } } }
        @{ Case = 'has a name that does not resolve'; Id = 'DockerHostNotFound'; Category = 'ConnectionError'; Connection = 'Unreachable'; Says = 'no-such-host.invalid does not resolve'
            Start = { @{ Docker = 'tcp://no-such-host.invalid:2375' } } }
        @{ Case = 'does not take the connection'; TimeoutSec = 1; Id = 'DockerConnectTimedOut'; Category = 'OperationTimeout'; Connection = 'Unreachable'; Says = 'no connection to tcp://127\.0\.0\.1:\d+ within 1 s'
            Start = { @{ Docker = "tcp://$(New-FullPort)" } } }
        @{ Case = 'never answers'; TimeoutSec = 1; Id = 'DockerTimedOut'; Category = 'OperationTimeout'; Connection = 'Unreachable'; Says = 'silent for 1 s'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::HangBeforeHeaders) } }
        @{ Case = 'falls silent in the middle of its answer'; TimeoutSec = 1; Id = 'DockerTimedOut'; Category = 'OperationTimeout'; Connection = 'Unreachable'; Says = 'silent for 1 s'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::HangMidBody()) } }
        @{ Case = 'closes without an answer'; Id = 'DockerConnectionLost'; Category = 'ConnectionError'; Connection = 'Unreachable'; Says = 'closed without an answer'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::CloseAtOnce) } }
        @{ Case = 'cuts its answer in the middle'; Id = 'DockerAnswerCut'; Category = 'ConnectionError'; Connection = 'NoApi'; Says = 'cut off in the middle'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::CutMidBody()) } }
        @{ Case = 'sends HTML where JSON should be'; Id = 'DockerNotAnEngine'; Category = 'InvalidData'; Connection = 'NoApi'; Says = 'web page'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::Html) } }
        @{ Case = 'sends JSON of another kind'; Id = 'DockerAnswerMalformed'; Category = 'InvalidData'; Connection = 'NoApi'; Says = 'cannot be understood'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::WrongJson) } }
        @{ Case = 'sends JSON that breaks off'; Id = 'DockerAnswerMalformed|DockerAnswerCut'; Category = 'InvalidData|ConnectionError'; Connection = 'NoApi'; Says = 'cannot be understood|cut off'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::BrokenJson) } }
        @{ Case = 'announces over 64 MB'; Id = 'NodeAnswerTooLarge'; Category = 'InvalidData'; Connection = 'NoApi'; Says = 'larger than 64 MB'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::Announces(65MB)) } }
        @{ Case = 'sends an answer without end'; Id = 'NodeAnswerTooLarge'; Category = 'InvalidData'; Connection = 'NoApi'; Says = 'larger than 64 MB'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::Endless) } }
        @{ Case = 'asks for a login'; Id = 'DockerUnauthorized'; Category = 'AuthenticationError'; Connection = 'AccessDenied'; Says = 'does not know who we are \(401\): who are you'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::Status(401, 'who are you')) } }
        @{ Case = 'forbids it'; Id = 'DockerForbidden'; Category = 'PermissionDenied'; Connection = 'AccessDenied'; Says = 'does not allow this \(403\): not you'
            Start = { Start-Fault ([LyttleCluster.TestPeers.Faults]::Status(403, 'not you')) } }
        @{ Case = 'has a certificate for another name'; Id = 'DockerHostNameMismatch'; Category = 'AuthenticationError'; Connection = 'AccessDenied'; Says = 'made for other\.test, not for 127\.0\.0\.1'
            Start = { Start-TlsFault $authority.IssueServer([string[]]'other.test') } }
        @{ Case = 'has a certificate of an unknown authority'; Id = 'DockerCertificateUntrusted'; Category = 'AuthenticationError'; Connection = 'AccessDenied'; Says = 'is not trusted'
            Start = { Start-TlsFault $stranger.IssueServer([string[]]'127.0.0.1') } }
        @{ Case = 'has an expired certificate'; Id = 'DockerCertificateExpired'; Category = 'AuthenticationError'; Connection = 'AccessDenied'; Says = 'is valid only from'
            Start = { Start-TlsFault $authority.IssueExpiredServer([string[]]'127.0.0.1') } }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force

    # A server with a fault where lists and details are asked for; ping and version are in order.
    function Start-Fault([LyttleCluster.TestPeers.Fault] $Fault, [LyttleCluster.TestPeers.FaultServer] $Server = [LyttleCluster.TestPeers.FaultServer]::StartTcp()) {
        $ending.Add({ $Server.DisposeAsync().AsTask().Wait() }.GetNewClosure())
        '/containers/json', '/info' | ForEach-Object { $null = $Server.On($_, $Fault) }
        @{ Docker = $Server.Uri }
    }

    # A healthy engine behind a bad certificate.
    function Start-TlsFault($Certificate) {
        $settings = Start-Fault ([LyttleCluster.TestPeers.Faults]::Answer(200, '[]')) ([LyttleCluster.TestPeers.FaultServer]::StartTls($Certificate))
        $settings.DockerCACertificatePath = Write-Pem ca.pem $authority.Certificate
        $settings
    }

    # Writes a certificate and, beside it, its key; gives the path of the first.
    function Write-Pem($Name, $Certificate) {
        $null = [LyttleCluster.TestPeers.TestAuthority]::WriteKey($TestDrive, "$Name.key", $Certificate)
        [LyttleCluster.TestPeers.TestAuthority]::WriteCertificate($TestDrive, $Name, $Certificate)
    }

    function New-Port {
        $socket = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
        $socket.Bind([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Loopback, 0))
        $ending.Add({ $socket.Dispose() }.GetNewClosure())
        $socket
    }

    # A port that stays ours and is not listened on: nobody else can take it meanwhile.
    function New-ClosedPort { (New-Port).LocalEndPoint }

    # A port whose queue is full: the kernel drops further connections without a word, as a firewall does.
    function New-FullPort {
        $listener = New-Port
        $listener.Listen(0)
        1..4 | ForEach-Object {
            $filler = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
            $ending.Add({ $filler.Dispose() }.GetNewClosure())
            $null = $filler.ConnectAsync($listener.LocalEndPoint)
        }
        $listener.LocalEndPoint
    }

    # What every failure of a node has: node, category, the cause in words, what to do.
    function Assert-Failure($Failure, $Id, $Category, $Says) {
        $Failure.FullyQualifiedErrorId | Should -Match "^($Id),LyttleCluster\.Module\.GetClusterContainerCommand$"
        $Failure.CategoryInfo.Category | Should -Match "^($Category)$"
        $Failure.TargetObject | Should -Be bad
        $Failure.CategoryInfo.TargetName | Should -Be bad
        $Failure.ErrorDetails.Message | Should -Match '^Node bad: '
        $Failure.ErrorDetails.Message | Should -Match $Says
        $Failure.ErrorDetails.Message | Should -Not -Match 'Exception|System\.'
        $Failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $Failure.Exception.InnerException | Should -BeNullOrEmpty
    }

    function Remove-BadNode { Get-ClusterNode -Cached | Where-Object Name -EQ bad | Remove-ClusterNode -Confirm:$false }

    $authority = [LyttleCluster.TestPeers.TestAuthority]::new('BadDays CA')
    $stranger = [LyttleCluster.TestPeers.TestAuthority]::new('Another CA')
    $cluster = New-SimulatedCluster -Nodes 2 -ContainersPerNode 3
}

AfterAll {
    Remove-SimulatedCluster $cluster
    $authority, $stranger | ForEach-Object Dispose
}

Describe 'A node that <Case>' -ForEach $badDays {
    BeforeAll {
        $ending = [System.Collections.Generic.List[scriptblock]]::new()
        $settings = & $Start
        $null = Add-ClusterNode bad @settings -SkipProbe
    }

    AfterAll {
        Remove-BadNode
        $ending | ForEach-Object { & $_ }
    }

    It 'is one error with node, cause and remedy, and the others are listed' {
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $limit = @{ TimeoutSec = $TimeoutSec ?? 10 }
        $found = Get-ClusterContainer @limit -ErrorVariable failures -ErrorAction SilentlyContinue
        # The usual limit is 10 s: what ends before that kept to the one that was given.
        if ($TimeoutSec) { $clock.Elapsed.TotalSeconds | Should -BeLessThan 9 }

        $found | Should -HaveCount 6
        $found.Node | Select-Object -Unique | Sort-Object | Should -Be sim000, sim001
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] $Id $Category $Says
    }

    It 'is shown as <Connection> with reason and remedy, without an error' {
        $node = Get-ClusterNode bad -TimeoutSec ($TimeoutSec ?? 10) -ErrorVariable failures
        $failures | Should -BeNullOrEmpty
        $node.Status | Should -Be Unreachable
        $node.Docker.Connection | Should -Be $Connection
        $node.Reason | Should -Match $Says
        $node.Docker.Remedy | Should -Not -BeNullOrEmpty
    }
}

Describe 'A real engine that wants client certificates' -Skip:([bool][LyttleCluster.TestPeers.DockerEngine]::WhyNot) {
    BeforeAll {
        $options = [LyttleCluster.TestPeers.DockerEngineOptions]@{ Tcp = 'MutualTls'; Bridge = $false; ImportImage = $false }
        $engine = [LyttleCluster.TestPeers.DockerEngine]::StartAsync($options).GetAwaiter().GetResult()
        $uri = $engine.TcpUri
        $ours = @{ DockerCACertificatePath = $engine.TlsFiles.CertificateAuthority }
        $theirs = @{ DockerCertificatePath = Write-Pem cert.pem $stranger.IssueClient('stranger'); DockerKeyPath = "$TestDrive/cert.pem.key" }
    }

    AfterAll { if ($engine) { $engine.DisposeAsync().AsTask().Wait() } }

    AfterEach { Remove-BadNode }

    It 'says that it got none' {
        $null = Add-ClusterNode bad $uri @ours -SkipProbe
        Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 6
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] DockerClientCertificateRequired AuthenticationError 'wants a client certificate and none is given'
    }

    It 'says that it does not accept the one it got' {
        $null = Add-ClusterNode bad $uri @ours @theirs -SkipProbe
        Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 6
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] DockerClientCertificateRefused AuthenticationError 'does not accept the client certificate'
    }

    It 'is not taken for another when its authority is the wrong one' {
        $null = Add-ClusterNode bad $uri -DockerCACertificatePath (Write-Pem ca.pem $authority.Certificate) -SkipProbe
        Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 6
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] DockerCertificateUntrusted AuthenticationError 'is not trusted'
    }

    It 'says that it speaks TLS only when it is called without' {
        $null = Add-ClusterNode bad $uri -SkipProbe
        Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue | Should -HaveCount 6
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] DockerTlsExpected AuthenticationError 'speaks TLS only'
    }

    It 'says the same when it is to be added' {
        Add-ClusterNode bad $uri @ours -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NodeProbeFailed,*'
        $failures[0].CategoryInfo.Category | Should -Be AuthenticationError
        $failures[0].ErrorDetails.Message | Should -Match 'wants a client certificate and none is given'
        $failures[0].ErrorDetails.RecommendedAction | Should -Match 'DockerCertificatePath.*-SkipProbe'
        Get-ClusterNode -Cached | Should -HaveCount 2
    }
}

Describe 'A user without rights on the socket' {
    BeforeAll {
        $socket = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "lytb$([guid]::NewGuid().ToString('n').Substring(0, 10)).sock")
        $server = [LyttleCluster.TestPeers.FaultServer]::StartUnix($socket)
        chmod ([Environment]::IsPrivilegedProcess ? '600' : '000') $socket
    }

    AfterAll { $server.DisposeAsync().AsTask().Wait() }

    It 'is told so with the way out, and the other nodes are listed' {
        $good = [LyttleCluster.TestPeers.SimulatedNodes]::Start([LyttleCluster.TestPeers.SimulatedNodesOptions]@{ Nodes = 2; ContainersPerNode = 3; Tcp = $true })
        try {
            $uris = @($good.Nodes.Uri)
            $shell = Invoke-Shell -Unprivileged "
                Import-Module '$(Get-ModuleManifest)'
                `$null = Connect-Cluster (Join-Path ([System.IO.Directory]::CreateTempSubdirectory('lyttle-').FullName) state.db)
                try {
                    `$null = Add-ClusterNode bad unix://$socket -SkipProbe
                    `$null = Add-ClusterNode good0 $($uris[0]); `$null = Add-ClusterNode good1 $($uris[1])
                    `$found = Get-ClusterContainer -ErrorVariable failures -ErrorAction SilentlyContinue
                    [pscustomobject]@{
                        User = [Environment]::UserName; Nodes = @(`$found.Node | Sort-Object -Unique); Count = `$failures.Count
                        Id = `$failures[0].FullyQualifiedErrorId; Category = `"`$(`$failures[0].CategoryInfo.Category)`"; Target = `$failures[0].TargetObject
                        Message = `$failures[0].ErrorDetails.Message; Remedy = `$failures[0].ErrorDetails.RecommendedAction
                    } | ConvertTo-Json
                }
                finally { `$path = (Get-ClusterConnection).Path; Disconnect-Cluster; Remove-Item -Recurse (Split-Path `$path) }"
            $shell.Error | Should -BeNullOrEmpty
            $seen = $shell.Output | ConvertFrom-Json
            $seen.Nodes | Should -Be good0, good1
            $seen.Count | Should -Be 1
            $seen.Id | Should -Be 'DockerSocketAccessDenied,LyttleCluster.Module.GetClusterContainerCommand'
            $seen.Category | Should -Be PermissionDenied
            $seen.Target | Should -Be bad
            $seen.Message | Should -Be "Node bad: user $($seen.User) may not open the socket $socket."
            $seen.Remedy | Should -Match 'usermod -aG docker'
        }
        finally {
            $good.Dispose()
        }
    }
} -Skip:(-not $IsLinux)
