# A real manager finds what is wrong; a shell on the same file shows it, keeps it quiet, and says when nobody watches any more.
BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $cluster = New-SimulatedCluster -Nodes 1 -ContainersPerNode 1
    # Simulated nodes only answer GET, so the stop fails: an operation that the manager tells of.
    Get-ClusterContainer | Stop-ClusterContainer -ErrorAction SilentlyContinue

    function Start-Manager {
        $program = [System.IO.Path]::Combine($root, 'bin', 'service', 'lyttle-cluster')
        $log = Join-Path $TestDrive "manager-$([guid]::NewGuid().ToString('n')).log"
        Start-Process $program -ArgumentList 'manager', '--listen', 'http://127.0.0.1:0', '--state', $cluster.Path -PassThru -RedirectStandardError $log -RedirectStandardOutput "$log.out"
    }

    function Wait-Until([scriptblock] $Condition) {
        $limit = [DateTime]::UtcNow.AddSeconds(60)
        while (-not (& $Condition)) {
            if ([DateTime]::UtcNow -gt $limit) { throw "Not so within a minute: $Condition" }
            Start-Sleep -Milliseconds 100
        }
    }

    $root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
    $nobody = Get-ClusterAlert -WarningVariable before -WarningAction SilentlyContinue
    $manager = Start-Manager
    Wait-Until { Get-ClusterAlert OperationFailed -WarningAction SilentlyContinue }
    # The clock of a simulated node stands still, which may be an alert as well.
    $watched = Get-ClusterAlert OperationFailed -WarningVariable during
    $manager.Kill($false)
    $manager.WaitForExit()
}

AfterAll {
    if ($manager -and -not $manager.HasExited) { $manager.Kill() }
    Remove-SimulatedCluster $cluster
}

Describe 'Get-ClusterAlert' {
    It 'says when no manager has ever watched' {
        $nobody | Should -BeNullOrEmpty
        "$before" | Should -BeLike 'No manager has watched this cluster yet*'
    }

    It 'shows what the manager found, from the same file' {
        $watched | Should -HaveCount 1
        $alert = $watched
        $alert.State | Should -Be Active
        $alert.Severity | Should -Be Error
        $alert.Summary | Should -BeLike 'Containers.Stop of * failed*'
        $alert.Target | Should -Be "operation/$((Get-ClusterOperation -Newest 1 -Outcome Failed).Id)"
        $during | Should -BeNullOrEmpty
    }

    It 'chooses by rule and state' {
        Get-ClusterAlert Domain* -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ClusterAlert OperationFailed -State Resolved, Pending -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        Get-ClusterAlert operation* -State Active -WarningAction SilentlyContinue | Should -HaveCount 1
        Get-ClusterNode -Cached | Get-ClusterAlert Operation* -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        @() | Get-ClusterAlert | Should -BeNullOrEmpty
    }

    It 'says which rule or node there is not' {
        Get-ClusterAlert NodeDown -ErrorVariable failures -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'AlertRuleUnknown,*'
        Get-ClusterAlert -Node nosuch -ErrorVariable failures -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'NodeNotFound,*'
    }

    It 'reads well in a table of 100 columns' {
        $lines = $watched | Out-String -Width 100 -Stream
        $lines | Where-Object { $_ -match 'OperationFailed +Containers.Stop of' } | Should -HaveCount 1
    }
}

Describe 'Suspend-ClusterAlert' {
    It 'only shows what it would do with -WhatIf' {
        $watched | Suspend-ClusterAlert -For 02:00:00 -WhatIf | Should -BeNullOrEmpty
        Get-ClusterAlert -State Suspended -WarningAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'keeps what is piped quiet, tells it by the journal, and ends it' {
        $suspended = $watched | Suspend-ClusterAlert -For 02:00:00 -Reason 'known'
        $suspended.State | Should -Be Suspended
        $suspended.Id | Should -Be $watched.Id
        ($suspended.SuspendedUntil - [DateTimeOffset]::UtcNow).TotalMinutes | Should -BeGreaterThan 118
        (Get-ClusterOperation -Newest 1).Kind | Should -Be Alerts.Suspend
        (Get-ClusterOperation -Newest 1).Steps.After | Should -BeLike 'quiet until * (known)'
        Get-ClusterAlert -State Suspended -WarningAction SilentlyContinue | Should -HaveCount 1
        ($watched | Suspend-ClusterAlert -Clear).State | Should -Be Active
        Get-ClusterAlert -State Suspended -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $watched | Suspend-ClusterAlert -Clear -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'AlertSuspensionNotFound,*'
    }

    It 'takes what a job gives back' {
        $returned = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($watched, 2))
        ($returned | Suspend-ClusterAlert -For 00:10:00).Id | Should -Be $watched.Id
        $null = Suspend-ClusterAlert * -Clear
    }

    It 'takes rules and objects, also for what is yet to come' {
        $until = [DateTimeOffset]::UtcNow.AddHours(1)
        $made = Suspend-ClusterAlert Node*, ContainerDied -Target node/web*, container/web1/blog -Until $until
        $made | Should -HaveCount 4
        $made.State | Should -Be (@('Suspended') * 4)
        (Suspend-ClusterAlert -Target node/web1 -Clear) | Should -HaveCount 2
        (Undo-ClusterOperation (Get-ClusterOperation -Newest 1).Id).Outcome | Should -Be Succeeded
        (Suspend-ClusterAlert * -Clear) | Should -HaveCount 4
    }

    It 'refuses <words>' -ForEach @(
        @{ words = 'OperationFailed'; errorId = 'AlertSuspensionTimeMissing' }
        @{ words = 'OperationFailed -For 01:00:00 -Clear'; errorId = 'AlertSuspensionTimeAmbiguous' }
        @{ words = 'OperationFailed -For 30'; errorId = 'AlertSuspensionTooShort' }
        @{ words = 'OperationFailed -Until 2001-01-01'; errorId = 'AlertSuspensionTimeInvalid' }
        @{ words = 'NodeDown -For 01:00:00'; errorId = 'AlertRuleUnknown' }
    ) {
        { Invoke-Expression "Suspend-ClusterAlert $words -ErrorAction Stop" } | Should -Throw -ErrorId "$errorId,*"
    }

    It 'completes rules and what is wrong' {
        function Complete([string] $Line) { ([System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches.CompletionText }
        Complete 'Get-ClusterAlert NodeU' | Should -Be NodeUnreachable
        Complete 'Suspend-ClusterAlert -Target operation/' | Should -Be $watched.Target
    }
}
