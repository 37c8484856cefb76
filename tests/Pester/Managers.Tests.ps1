# Managers of this machine, started and stopped from the prompt, and the ways to reach one: real processes of the built executable.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    Get-ClusterConnection | Disconnect-Cluster
    $program = Join-Path (Split-Path (Get-ModuleManifest)) bin service lyttle-cluster
    function Get-ErrorId($Script) { try { $null = & $Script } catch { ($_.FullyQualifiedErrorId -split ',')[0] } }
}

AfterAll { Get-ClusterConnection | Disconnect-Cluster }

Describe 'A manager' {
    BeforeEach { $state = New-StatePath }

    AfterEach { Get-ClusterManager $state | Where-Object Status -NotIn Stopped, Died | Stop-ClusterManager -Force -WaitSec 30 }

    It 'is started, found, and stopped in order' {
        (Get-ClusterManager $state).Status | Should -Be Stopped
        $manager = Start-ClusterManager $state -Listen http://127.0.0.1:0
        $manager.Status | Should -Be Running
        $manager.Uri.Port | Should -BeGreaterThan 0
        (Invoke-WebRequest "$($manager.Uri)healthz").StatusCode | Should -Be 200
        $found = Get-ClusterManager $state
        $found.ProcessId, $found.Uri, $found.Status | Should -Be $manager.ProcessId, $manager.Uri, Running
        ($found | Stop-ClusterManager).Status | Should -Be Stopped
        Wait-Until { -not (Get-Process -Id $manager.ProcessId -ErrorAction Ignore) }
        (Get-ClusterManager $state).Status | Should -Be Stopped
        Get-Content $manager.LogPath -Raw | Should -Match 'The manager stops\. \(signal=SIGTERM'
    }

    It 'outlives the shell that started it, and belongs to no terminal' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; (Start-ClusterManager '$state' -Listen http://127.0.0.1:0).ProcessId"
        $shell.Error | Should -BeNullOrEmpty
        $manager = Get-ClusterManager $state
        $manager.ProcessId | Should -Be $shell.Output
        (Get-Content "/proc/$($manager.ProcessId)/stat").Split(') ')[-1].Split(' ')[3] | Should -Be $manager.ProcessId # its session is its own
    } -Skip:(-not $IsLinux)

    It 'is one for each state; a second one may watch' {
        $first = Start-ClusterManager $state -Listen http://127.0.0.1:0
        Get-ErrorId { Start-ClusterManager $state -Listen http://127.0.0.1:0 } | Should -Be ManagerAlreadyRuns
        $second = Start-ClusterManager $state -Listen http://127.0.0.1:0 -ReadOnly
        $second.ReadOnly | Should -BeTrue
        (Get-ClusterManager $state).ProcessId | Should -Be $first.ProcessId, $second.ProcessId
        $null = Connect-Cluster -Manager $second
        Get-ErrorId { Add-ClusterNode n1 tcp://127.0.0.1:4 -SkipProbe -ErrorAction Stop } | Should -Be ManagerReadOnly
        Disconnect-Cluster
        $null = Get-ClusterManager $state | Stop-ClusterManager
        (Get-ClusterManager $state).Status | Should -Be Stopped
    }

    It 'that was killed is told to have died, and another one takes its place at once' {
        $dead = Start-ClusterManager $state -Listen http://127.0.0.1:0
        Stop-Process -Id $dead.ProcessId -Force
        Wait-Until { (Get-ClusterManager $state).Status -eq 'Died' }
        Get-ErrorId { Stop-ClusterManager $state } | Should -Be ManagerNotRunning
        (Start-ClusterManager $state -Listen http://127.0.0.1:0).Status | Should -Be Running
    }

    It 'that does not start says why, in the words of the program' {
        Get-ErrorId { Start-ClusterManager $state -Listen http://10.0.0.1:6977 } | Should -Be ManagerNotStarted
        "$($Error[0])" | Should -Match 'needs TLS'
        $taken = Start-ClusterManager $state -Listen http://127.0.0.1:0
        Get-ErrorId { Start-ClusterManager (New-StatePath) -Listen $taken.Uri } | Should -Be ManagerNotStarted
        "$($Error[0])" | Should -Match "lyttle-cluster \(process $($taken.ProcessId)\)"
    }

    It 'is not started with -WhatIf, and not stopped' {
        Start-ClusterManager $state -WhatIf | Should -BeNullOrEmpty
        (Get-ClusterManager $state).Status | Should -Be Stopped
        $manager = Start-ClusterManager $state -Listen http://127.0.0.1:0
        $manager | Stop-ClusterManager -WhatIf
        (Get-ClusterManager $state).Status | Should -Be Running
    }

    It 'that stands still is not waited for for ever' {
        $manager = Start-ClusterManager $state -Listen http://127.0.0.1:0
        kill -STOP $manager.ProcessId
        Get-ErrorId { $manager | Stop-ClusterManager -WaitSec 0.3 } | Should -Be ManagerStopTooSlow
        ($manager | Stop-ClusterManager -WaitSec 0.3 -Force).Status | Should -Be Stopped
        Wait-Until { -not (Get-Process -Id $manager.ProcessId -ErrorAction Ignore) }
    } -Skip:(-not $IsLinux)

    It 'holds its state: a shell reads the file, and changes it only by force' {
        $manager = Start-ClusterManager $state -Listen http://127.0.0.1:0
        $file = Connect-Cluster $state
        Get-ClusterNode -Cached | Should -BeNullOrEmpty
        Get-ErrorId { Add-ClusterNode n1 tcp://127.0.0.1:4 -SkipProbe -ErrorAction Stop } | Should -Be ManagerHoldsState
        $forced = Connect-Cluster $state -Force
        $forced.Forced, $file.Forced | Should -Be $true, $false
        (Add-ClusterNode n1 tcp://127.0.0.1:4 -SkipProbe).Name | Should -Be n1
        Get-ErrorId { Add-ClusterNode n2 tcp://127.0.0.1:4 -SkipProbe -Cluster $file -ErrorAction Stop } | Should -Be ManagerHoldsState
        $null = Connect-Cluster -Manager $manager
        Wait-Until { (Get-ClusterNode -Cached).Name -eq 'n1' } # it follows the file
        Get-ClusterConnection | Disconnect-Cluster
    }
}

Describe 'A connection to a manager' {
    BeforeAll {
        $state = New-StatePath
        $manager = Start-ClusterManager $state -Listen http://127.0.0.1:0
    }

    AfterAll { $null = $manager | Stop-ClusterManager -Force -WaitSec 30 }

    AfterEach { Get-ClusterConnection | Disconnect-Cluster }

    It 'shows where it leads' {
        $connection = Connect-Cluster -Manager $manager.Uri
        $connection.Kind, $connection.Uri, $connection.Path, $connection.IsDefault | Should -Be Manager, $manager.Uri, '', $true
        "$connection" | Should -Be "$($manager.Uri)"
        ($connection | Out-String -Width 100) | Should -Match "yes\s+Manager\s.*$([regex]::Escape("$($manager.Uri)"))"
    }

    It 'is one of several, each reached by -Cluster' {
        $behind = Connect-Cluster -Manager $manager
        $own = Connect-Cluster (New-StatePath)
        $null = Add-ClusterNode mine tcp://127.0.0.1:4 -SkipProbe
        $null = Add-ClusterNode theirs tcp://127.0.0.1:4 -SkipProbe -Cluster $behind
        (Get-ClusterNode -Cached).Name | Should -Be mine
        (Get-ClusterNode -Cached -Cluster $behind).Name | Should -Be theirs
        Get-ClusterConnection | ForEach-Object IsDefault | Should -Be $false, $true
        Disconnect-Cluster $behind
        (Get-ClusterConnection).Path | Should -Be $own.Path
        $null = Connect-Cluster -Manager $manager
        Remove-ClusterNode theirs -Confirm:$false
    }

    It 'that cannot be made says what is wrong: <id>' -ForEach @(
        @{ id = 'ManagerRefused'; manager = 'http://127.0.0.1:9' }
        @{ id = 'ManagerAddressInvalid'; manager = 'ftp://127.0.0.1' }
        @{ id = 'ManagerTokenUnprotected'; manager = 'http://manager.example.com:6977'; more = @{ Token = ConvertTo-SecureString secret -AsPlainText -Force } }
        @{ id = 'ManagerTokenAmbiguous'; manager = 'https://127.0.0.1:9'; more = @{ Token = ConvertTo-SecureString secret -AsPlainText -Force; TokenFile = '/x' } }
        @{ id = 'ManagerFingerprintInvalid'; manager = 'https://127.0.0.1:9'; more = @{ CertificateFingerprint = 'abc' } }
        @{ id = 'ManagerPemNotFound'; manager = 'https://127.0.0.1:9'; more = @{ CertificatePath = '/nowhere.pem' } }
    ) {
        $parameters = $more ?? @{}
        Get-ErrorId { Connect-Cluster -Manager $manager @parameters } | Should -Be $id
        $Error[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-ClusterConnection | Should -BeNullOrEmpty
    }

    It 'by a variable that names none is refused, and completion says nothing' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; (TabExpansion2 'Get-ClusterNode x').CompletionMatches.Count
            try { Get-ClusterNode } catch { `$_.FullyQualifiedErrorId.Split(',')[0] }" -Environment @{ LYTTLECLUSTER_MANAGER = 'manager' }
        $shell.Output -split '\r?\n' | Should -Be 0, ManagerVariableInvalid
    }

    It 'counts before LYTTLECLUSTER_STATE' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; `$null = Get-ClusterNode -Cached; (Get-ClusterConnection).Kind" -Environment @{ LYTTLECLUSTER_MANAGER = "$($manager.Uri)"; LYTTLECLUSTER_STATE = New-StatePath }
        $shell.Output | Should -Be Manager
    }

    It 'breaks in the middle of a stream with one error, when the manager stops' {
        $other = New-StatePath
        $stopping = Start-ClusterManager $other -Listen http://127.0.0.1:0
        $shell = Start-Shell "Import-Module '$(Get-ModuleManifest)'; `$null = Connect-Cluster -Manager '$($stopping.Uri)'; Set-Content '$other.watching' x
            try { Watch-ClusterEvent -WaitSec 60 -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId.Split(',')[0] }"
        Wait-Until { Test-Path "$other.watching" }
        $null = $stopping | Stop-ClusterManager -WaitSec 30
        ($shell | Wait-Shell).Output | Should -Match '^Manager(Stopping|ConnectionLost|Refused|Closing|AnswerCut)$'
    }
}

Describe 'A manager over TLS' -Skip:(-not $IsLinux) {
    BeforeAll {
        $authority = [LyttleCluster.TestPeers.TestAuthority]::new('operators')
        $files = $authority.WriteFiles("$TestDrive/tls", [string[]]('127.0.0.1', 'localhost'))
        $other = [LyttleCluster.TestPeers.TestAuthority]::new('others').WriteFiles("$TestDrive/other", [string[]]('127.0.0.1'))
        $state = New-StatePath
        # Before there is anybody to grant them, rights come from the machine itself.
        $plain = Start-ClusterManager $state -Listen http://127.0.0.1:0
        $null = Connect-Cluster -Manager $plain
        $viewerFile, $adminFile = "$TestDrive/viewer.token", "$TestDrive/admin.token"
        $null = New-ClusterToken viewer -Role Viewer -OutFile $viewerFile
        $null = New-ClusterToken admin -Role Admin -OutFile $adminFile
        $gone = New-ClusterToken gone -Role Viewer
        $ended = New-ClusterToken ended -Role Viewer -ExpiresAt ([DateTimeOffset]::UtcNow.AddSeconds(1))
        Get-ClusterConnection | Disconnect-Cluster
        $null = $plain | Stop-ClusterManager
        $manager = Start-ClusterManager $state -Listen https://127.0.0.1:0 -CertificatePath $files.ServerCertificate -KeyPath $files.ServerKey -CACertificatePath $files.CertificateAuthority
        $trust = @{ Manager = $manager.Uri; CACertificatePath = $files.CertificateAuthority }
    }

    AfterAll {
        Get-ClusterConnection | Disconnect-Cluster
        Get-ClusterManager $state | Where-Object ProcessId | Stop-ClusterManager -Force -WaitSec 30
    }

    AfterEach { Get-ClusterConnection | Disconnect-Cluster }

    It 'lets in who shows a token, in a file or itself, with the rights of its role' {
        $viewer = Connect-Cluster @trust -TokenFile $viewerFile
        $secret = ConvertTo-SecureString (Get-Content $adminFile) -AsPlainText -Force
        $admin = Connect-Cluster @trust -Token $secret
        (Get-ClusterConnection | Measure-Object).Count | Should -Be 2
        (Add-ClusterNode n1 tcp://127.0.0.1:4 -SkipProbe).Name | Should -Be n1
        (Get-ClusterNode -Cached -Cluster $viewer).Name | Should -Be n1
        Get-ErrorId { Add-ClusterNode n2 tcp://127.0.0.1:4 -SkipProbe -Cluster $viewer -ErrorAction Stop } | Should -Be AccessDenied
        (Get-ClusterOperation -Newest 1).Author | Should -Match admin
        ($admin, $viewer | Format-List * | Out-String) + ($admin, $viewer | ConvertTo-Json) | Should -Not -Match ([regex]::Escape((Get-Content $adminFile)))
    }

    It 'is told apart from another one: <id>' -ForEach @(
        @{ id = 'ManagerCertificateUntrusted'; more = {} }
        @{ id = 'ManagerCertificateUntrusted'; more = { @{ CACertificatePath = $other.CertificateAuthority } } }
        @{ id = 'ManagerCertificateUntrusted'; more = { @{ CertificateFingerprint = 'ab' * 32 } } }
        @{ id = 'NotAuthenticated'; more = { @{ CACertificatePath = $files.CertificateAuthority } } }
        @{ id = 'CallerCertificateRefused'; more = { @{ CACertificatePath = $files.CertificateAuthority; CertificatePath = $other.ClientCertificate; KeyPath = $other.ClientKey } } }
        @{ id = 'CallerTokenUnknown'; more = { @{ CACertificatePath = $files.CertificateAuthority; Token = ConvertTo-SecureString "$('x' * 43)" -AsPlainText -Force } } }
    ) {
        $parameters = (& $more) ?? @{}
        Get-ErrorId { Connect-Cluster -Manager $manager.Uri @parameters } | Should -Be $id
        $Error[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is trusted by its fingerprint alone' {
        $fingerprint = [System.Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadCertificateFromFile($files.ServerCertificate).GetCertHashString('SHA256')
        (Connect-Cluster -Manager $manager.Uri -CertificateFingerprint $fingerprint -TokenFile $viewerFile).CertificateFingerprint | Should -Be $fingerprint
        Get-ClusterNode -Cached -ErrorAction Stop | Out-Null
    }

    It 'refuses a token that ended' {
        Wait-Until { [DateTimeOffset]::UtcNow -gt $ended.ExpiresAt }
        Get-ErrorId { $null = Connect-Cluster @trust -Token $ended.Secret; Get-ClusterNode -Cached -ErrorAction Stop } | Should -Be CallerTokenExpired
    }

    It 'is there for scripts by the environment' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; (Get-ClusterNode -Cached | Measure-Object).Count; (Get-ClusterConnection).Kind" -Environment @{
            LYTTLECLUSTER_MANAGER = "$($manager.Uri)"; LYTTLECLUSTER_TOKEN_FILE = $viewerFile; LYTTLECLUSTER_CA = $files.CertificateAuthority
        }
        $shell.Error | Should -BeNullOrEmpty
        ($shell.Output -split '\r?\n')[-1] | Should -Be Manager
    }

    It 'is reached from other runspaces with the same token, and from other processes by its file alone' {
        $manifest = Get-ModuleManifest
        $given = Connect-Cluster @trust -Token (ConvertTo-SecureString (Get-Content $viewerFile) -AsPlainText -Force)
        1..2 | ForEach-Object -Parallel { Import-Module $using:manifest; $null = Get-ClusterNode -Cached -Cluster $using:given -ErrorAction Stop; 'seen' } | Should -Be seen, seen
        $report = { Import-Module $using:manifest; try { $null = Get-ClusterNode -Cached -Cluster $using:given -ErrorAction Stop; 'seen' } catch { $_.FullyQualifiedErrorId.Split(',')[0] } }
        Start-Job $report | Receive-Job -Wait -AutoRemoveJob | Should -Be ManagerTokenNotHere
        $given = Connect-Cluster @trust -TokenFile $viewerFile
        Start-Job $report | Receive-Job -Wait -AutoRemoveJob | Should -Be seen
    }
}

Describe 'A service' -Skip:(-not $IsLinux) {
    BeforeEach { $root = Join-Path $TestDrive ([guid]::NewGuid().ToString('n')) }

    It 'is shown by -WhatIf, and nothing is written' {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; Install-ClusterService Manager -RootPath '$root' -KeyPath /etc/ssl/lyttle-cluster/key.pem -WhatIf"
        $shell.Output | Should -Match '(?m)^Restart=always'
        $shell.Output | Should -Match '(?m)^LoadCredential=key:/etc/ssl/lyttle-cluster/key.pem'
        Test-Path $root | Should -BeFalse
    }

    It 'is written, written again only when it changes, and taken away without its settings' {
        $service = Install-ClusterService Manager -RootPath $root -Listen http://127.0.0.1:7000 -Setting @{ trustedUser = 'anna', 'ben' }
        $service.Name, $service.User, $service.Outcome | Should -Be lyttle-cluster-manager, lyttle-cluster, Written
        $settings = Get-Content "$root/etc/lyttle-cluster/manager.json" | ConvertFrom-Json
        @($settings.listen) + $settings.trustedUser | Should -Be http://127.0.0.1:7000, anna, ben
        (Install-ClusterService Manager -RootPath $root -Listen http://127.0.0.1:7000 -Setting @{ trustedUser = 'anna', 'ben' }).Outcome | Should -Be Unchanged
        (Uninstall-ClusterService Manager -RootPath $root).Outcome | Should -Be Removed
        Test-Path "$root/etc/lyttle-cluster/manager.json" | Should -BeTrue
        Test-Path "$root/etc/systemd/system/lyttle-cluster-manager.service" | Should -BeFalse
        Get-ErrorId { Uninstall-ClusterService Manager -RootPath $root } | Should -Be ServiceNotInstalled
    }

    It 'is an agent too, beside an nginx of the host or of a container' {
        $null = Install-ClusterService Agent -RootPath $root -ApiKeyFile /etc/lyttle-cluster/agent.keys -Setting @{ nginxContainer = 'web' } -Group docker
        $unit = Get-Content -Raw "$root/etc/systemd/system/lyttle-cluster-agent.service"
        $unit | Should -Match '(?m)^User=root'
        $unit | Should -Match '--api-key-file \$\{CREDENTIALS_DIRECTORY\}/api-key-file'
        $unit | Should -Match '(?m)^SupplementaryGroups=docker'
        Get-ErrorId { Install-ClusterService Agent -RootPath $root -ReadOnly } | Should -Be ServiceParameterForeign
    }
}
