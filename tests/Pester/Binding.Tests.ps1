# Every type that a cmdlet emits, piped into every cmdlet that takes nodes, containers, domains, operations, tokens or rights. The cluster is empty,
# so that each answer is an error which says what was looked for: a node of that name, a container of that name, or nothing at all
# because the object was refused.
BeforeDiscovery {
    $nodeCmdlets = 'Get-ClusterNode', 'Set-ClusterNode', 'Remove-ClusterNode', 'Test-ClusterNode', 'Suspend-ClusterNode', 'Resume-ClusterNode',
        'Restart-ClusterNode', 'Wait-ClusterNode', 'Get-ClusterEvent', 'Watch-ClusterEvent', 'Get-ClusterAlert'
    $containerReads = 'Get-ClusterContainer', 'Get-ClusterContainerLog', 'Get-ClusterContainerUsage', 'Watch-ClusterContainerUsage'
    $containerChanges = 'Start-ClusterContainer', 'Stop-ClusterContainer', 'Restart-ClusterContainer', 'Remove-ClusterContainer', 'Wait-ClusterContainer',
        'Test-ClusterContainer', 'Invoke-ClusterContainerCommand'
    $domainReads = 'Get-ClusterDomain', 'Test-ClusterDomain', 'Compare-ClusterDomain', 'Publish-ClusterDomain'
    $domainChanges = 'Remove-ClusterDomain', 'ConvertTo-NginxConfiguration'
    $operationChanges = 'Undo-ClusterOperation', 'Resume-ClusterOperation'

    # What each type leads to; refused where nothing is said. 'node N' by value or by its property Node, likewise the others. Of the cmdlets
    # of domains some mean all by themselves, some have to be told which, and Set-ClusterDomain knows no nodes from the pipe.
    $types = @(
        @{ type = 'ClusterNode'; forNodes = 'node n1'; forReads = 'node n1'; forDomains = 'node n1' }
        @{ type = 'ClusterContainer'; forNodes = 'node n2'; forReads = 'node n2'; forChanges = 'node n2'; forDomains = 'node n2' }
        @{ type = 'ClusterLogEntry'; forNodes = 'node n2'; forReads = 'container c1, node n2'; forChanges = 'container c1, node n2'; forDomains = 'node n2' }
        @{ type = 'ClusterContainerUsage'; forNodes = 'node n2'; forReads = 'container c1, node n2'; forChanges = 'container c1, node n2'; forDomains = 'node n2' }
        @{ type = 'ClusterCommandResult'; forNodes = 'node n2'; forReads = 'container c1, node n2'; forChanges = 'container c1, node n2'; forDomains = 'node n2' }
        @{ type = 'ClusterEvent'; forNodes = 'node n2'; forReads = 'node n2'; forDomains = 'node n2' }
        @{ type = 'ClusterCheck'; forNodes = 'node n2'; forReads = 'node n2'; forDomains = 'domain d3.test, node n2'; forDomainChanges = 'domain d3.test, node n2'; forSet = 'domain d3.test' }
        @{ type = 'ClusterNodeCandidate' }
        @{ type = 'ClusterDomain'; forDomains = 'domain d1.test'; forDomainChanges = 'domain d1.test'; forSet = 'domain d1.test' }
        @{ type = 'ClusterDomainResult'; forNodes = 'node n2'; forReads = 'node n2'; forDomains = 'domain d2.test, node n2'; forDomainChanges = 'domain d2.test, node n2'; forSet = 'domain d2.test' }
        @{ type = 'ClusterDomainDifference'; forNodes = 'node n2'; forReads = 'node n2'; forDomains = 'domain d2.test, node n2'; forDomainChanges = 'domain d2.test, node n2'; forSet = 'domain d2.test' }
        @{ type = 'ClusterOperation'; forOperations = 'operation 1' }
        @{ type = 'ClusterAlert'; forNodes = 'node n2'; forReads = 'node n2'; forDomains = 'node n2' }
        @{ type = 'ClusterLock' }
        @{ type = 'ClusterToken'; forTokens = 'token t1' }
        @{ type = 'ClusterAccess'; forAccess = 'access ann' }
        @{ type = 'ClusterCertificate' }
        @{ type = 'ClusterSummary' }
        @{ type = 'ClusterConnection' }
        @{ type = 'Process' }
        @{ type = 'Named' }
        @{ type = 'Number' }
        @{ type = 'Null' }
    )
    $matrix = foreach ($type in $types) {
        foreach ($cmdlet in $nodeCmdlets) { @{ type = $type.type; cmdlet = $cmdlet; expected = $type.forNodes ?? 'refused' } }
        foreach ($cmdlet in $containerReads) { @{ type = $type.type; cmdlet = $cmdlet; expected = $type.forReads ?? 'refused' } }
        foreach ($cmdlet in $containerChanges) { @{ type = $type.type; cmdlet = $cmdlet; expected = $type.forChanges ?? 'refused' } }
        foreach ($cmdlet in $domainReads) { @{ type = $type.type; cmdlet = $cmdlet; expected = $type.forDomains ?? 'refused' } }
        foreach ($cmdlet in $domainChanges) { @{ type = $type.type; cmdlet = $cmdlet; expected = $type.forDomainChanges ?? 'refused' } }
        foreach ($cmdlet in $operationChanges) { @{ type = $type.type; cmdlet = $cmdlet; expected = $type.forOperations ?? 'refused' } }
        @{ type = $type.type; cmdlet = 'Remove-ClusterToken'; expected = $type.forTokens ?? 'refused' }
        @{ type = $type.type; cmdlet = 'Revoke-ClusterAccess'; expected = $type.forAccess ?? 'refused' }
        @{ type = $type.type; cmdlet = 'Set-ClusterDomain'; expected = $type.forSet ?? 'refused' }
    }
    # What jobs and remoting give back loses its type; only that by which it is found may matter.
    $returned = $matrix | Where-Object { $_.type -like 'Cluster*' }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $null = Connect-Cluster (New-StatePath)
    $now = [DateTimeOffset]::UtcNow
    $objects = @{
        ClusterNode = [LyttleCluster.ClusterNode]@{ Name = 'n1' }
        ClusterContainer = [LyttleCluster.ClusterContainer]@{ Node = 'n2'; Name = 'c1'; Id = 'a' * 64; Image = 'i' }
        ClusterLogEntry = [LyttleCluster.ClusterLogEntry]@{ Node = 'n2'; Container = 'c1'; Timestamp = $now; Message = 'm' }
        ClusterContainerUsage = [LyttleCluster.ClusterContainerUsage]@{ Node = 'n2'; Container = 'c1' }
        ClusterCommandResult = [LyttleCluster.ClusterCommandResult]@{ Node = 'n2'; Container = 'c1'; ExitCode = 0; Output = ''; ErrorOutput = '' }
        ClusterEvent = [LyttleCluster.ClusterEvent]@{ Node = 'n2'; Name = 'c1'; Type = 'container'; Action = 'start'; Timestamp = $now }
        ClusterDomain = [LyttleCluster.ClusterDomain]@{ Name = 'd1.test'; AsciiName = 'd1.test'; Kind = 'Root'; Target = '/srv'; Root = '/srv'; Nodes = 'n2' }
        ClusterDomainResult = [LyttleCluster.ClusterDomainResult]@{ Node = 'n2'; Domain = 'd2.test'; Outcome = 'Failed' }
        ClusterDomainDifference = [LyttleCluster.ClusterDomainDifference]@{ Node = 'n2'; Domain = 'd2.test'; Sync = 'Drifted' }
        ClusterCheck = [LyttleCluster.ClusterCheck]@{ Node = 'n2'; Domain = 'd3.test'; Check = 'Tls'; Target = 't'; Passed = $true; Detail = 'd' }
        ClusterNodeCandidate = [LyttleCluster.ClusterNodeCandidate]@{ Name = 'n3'; Source = 'DockerContext' }
        ClusterOperation = [LyttleCluster.ClusterOperation]@{ Id = '1'; Kind = 'k'; Summary = 's'; Author = 'a'; StartedAt = $now }
        ClusterAlert = [LyttleCluster.ClusterAlert]@{ Id = '1'; Rule = 'NodeUnreachable'; Severity = 'Error'; Target = 'node/n2'; Node = 'n2'; State = 'Active'; Summary = 's'; Since = $now }
        ClusterLock = [LyttleCluster.ClusterLock]@{ Name = 'node/n1'; Owner = 'o'; AcquiredAt = $now; ExpiresAt = $now; FencingToken = 1 }
        ClusterToken = [LyttleCluster.ClusterToken]@{ Name = 't1'; Role = 'Viewer'; Owner = 'o'; CreatedAt = $now; ExpiresAt = $now }
        ClusterAccess = [LyttleCluster.ClusterAccess]@{ Kind = 'User'; Name = 'ann'; Role = 'Viewer' }
        ClusterCertificate = [LyttleCluster.ClusterCertificate]@{ Name = 'ann'; Kind = 'User'; NotBefore = $now; NotAfter = $now; Fingerprint = 'a' * 64; Issuer = 'ca'; Path = '/ann.pem'; KeyPath = '/ann.key' }
        ClusterSummary = [LyttleCluster.ClusterSummary]@{ Nodes = 1 }
        ClusterConnection = [LyttleCluster.ClusterConnection]@{ Kind = 'File'; Path = '/p' }
        Process = Get-Process -Id $PID
        Named = [pscustomobject]@{ Name = 'n1' }
        Number = 42
        Null = $null
    }
    $further = @{
        'Test-ClusterContainer' = @{ Port = 80 }
        'Invoke-ClusterContainerCommand' = @{ Command = 'true' }
        'Watch-ClusterEvent' = @{ WaitSec = 0.2 }
        'Watch-ClusterContainerUsage' = @{ WaitSec = 0.2 }
        'Wait-ClusterNode' = @{ WaitSec = 0 }
        'Wait-ClusterContainer' = @{ WaitSec = 0 }
        'Set-ClusterDomain' = @{ Tls = $true }
    }

    function Get-Meaning($Object, $Cmdlet) {
        $parameters = $further[$Cmdlet] ?? @{}
        if ((Get-Command $Cmdlet).Parameters.ContainsKey('Confirm')) { $parameters = $parameters + @{ Confirm = $false } }
        $output = $Object | & $Cmdlet @parameters -ErrorVariable failures -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        if ($output) { throw "An empty cluster gave $output" }
        $records = $failures | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        $meanings = foreach ($record in $records) {
            switch -Wildcard ($record.FullyQualifiedErrorId) {
                'NodeNotFound,*' { "node $($record.TargetObject)" }
                'ContainerNotFound,*' { "container $($record.TargetObject)" }
                'DomainNotFound,*' { "domain $($record.TargetObject)" }
                'DomainTargetMissing,*' { "domain $($record.TargetObject)" }
                'TokenNotFound,*' { "token $($record.TargetObject)" }
                'AccessNotFound,*' { "access $($record.TargetObject)" }
                'OperationNotFound,*' { "operation $($record.TargetObject)" }
                'InputObject*,*' { 'refused' }
                'ParameterArgumentTransformationError,*' { 'refused' } # e.g. a Process has a property Container too: null
                default { $_ }
            }
        }
        ($meanings | Sort-Object -Unique) -join ', '
    }

    function ConvertTo-Returned($Object) {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object, 2))
    }
}

AfterAll { Disconnect-Cluster }

Describe 'What a piped object means' {
    It '<type> | <cmdlet>: <expected>' -ForEach $matrix {
        Get-Meaning $objects[$type] $cmdlet | Should -Be $expected
    }

    It '<type> that came back from a job | <cmdlet>: <expected>' -ForEach $returned {
        Get-Meaning (ConvertTo-Returned $objects[$type]) $cmdlet | Should -Be $expected
    }

    It 'a string | <cmdlet>: a node' -ForEach @(
        @{ cmdlet = 'Get-ClusterNode' }, @{ cmdlet = 'Remove-ClusterNode' }, @{ cmdlet = 'Test-ClusterNode' }, @{ cmdlet = 'Get-ClusterEvent' }
    ) {
        Get-Meaning n9 $cmdlet | Should -Be 'node n9'
    }

    It 'a string | <cmdlet>: a container' -ForEach @(
        @{ cmdlet = 'Get-ClusterContainer' }, @{ cmdlet = 'Stop-ClusterContainer' }, @{ cmdlet = 'Get-ClusterContainerLog' }
    ) {
        Get-Meaning c9 $cmdlet | Should -Be 'container c9'
    }

    It 'a string | <cmdlet>: a domain' -ForEach @(
        @{ cmdlet = 'Get-ClusterDomain' }, @{ cmdlet = 'Publish-ClusterDomain' }, @{ cmdlet = 'Remove-ClusterDomain' }, @{ cmdlet = 'Set-ClusterDomain' }
    ) {
        Get-Meaning d9.test $cmdlet | Should -Be 'domain d9.test'
    }

    It 'a string | <cmdlet>: an operation' -ForEach @(@{ cmdlet = 'Undo-ClusterOperation' }, @{ cmdlet = 'Resume-ClusterOperation' }) {
        Get-Meaning 019aa5d0 $cmdlet | Should -Be 'operation 019aa5d0'
    }

    It 'a row of a domain that is about no node | <cmdlet>: the domain' -ForEach @(@{ cmdlet = 'Get-ClusterDomain' }, @{ cmdlet = 'Publish-ClusterDomain' }) {
        Get-Meaning ([LyttleCluster.ClusterCheck]@{ Node = ''; Domain = 'd3.test'; Check = 'RedirectLoop'; Target = 't'; Passed = $true; Detail = 'd' }) $cmdlet | Should -Be 'domain d3.test'
    }

    It 'a check of a node alone | <cmdlet>: nothing, never all domains' -ForEach @(@{ cmdlet = 'Get-ClusterDomain' }, @{ cmdlet = 'Publish-ClusterDomain' }) {
        Get-Meaning ([LyttleCluster.ClusterCheck]@{ Node = 'n2'; Check = 'Tls'; Target = 't'; Passed = $true; Detail = 'd' }) $cmdlet | Should -Be refused
    }

    It 'a node | <cmdlet> -Name: containers of that name on that node' -ForEach @(@{ cmdlet = 'Get-ClusterContainer' }, @{ cmdlet = 'Stop-ClusterContainer' }) {
        $objects.ClusterNode | & $cmdlet -Name c9 -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures[0].TargetObject | Should -Be n1
    }
}

Describe 'What means nothing' {
    BeforeAll {
        $cluster = New-SimulatedCluster -Nodes 2 -ContainersPerNode 2
    }

    AfterAll { Remove-SimulatedCluster $cluster }

    It 'is never everything: an empty pipeline into <cmdlet>' -ForEach @(
        @{ cmdlet = 'Get-ClusterNode' }, @{ cmdlet = 'Get-ClusterContainer' }, @{ cmdlet = 'Test-ClusterNode' }, @{ cmdlet = 'Get-ClusterContainerLog' }
        @{ cmdlet = 'Get-ClusterDomain' }, @{ cmdlet = 'Publish-ClusterDomain' }, @{ cmdlet = 'Import-ClusterDomain' }, @{ cmdlet = 'Resume-ClusterOperation' }
    ) {
        @() | & $cmdlet | Should -BeNullOrEmpty
    }

    It 'is never everything: an empty pipeline into Stop-ClusterContainer -Name *' {
        @() | Stop-ClusterContainer -Name * -WhatIf -Verbose 4>&1 6>&1 | Should -BeNullOrEmpty
    }

    It 'is an error as -Node: <shown>' -ForEach @(@{ shown = '$null'; value = $null }, @{ shown = "''"; value = '' }, @{ shown = '@()'; value = @() }) {
        { Stop-ClusterContainer -Name * -Node $value } | Should -Throw -ErrorId 'ParameterArgument*Error,LyttleCluster.Module.StopClusterContainerCommand'
    }

    It 'is a container of another node than -Node names' {
        Get-ClusterContainer | Get-ClusterContainer -Node sim001 | Select-Object -ExpandProperty Node -Unique | Should -Be sim001
        Get-ClusterContainer -Node sim000 | Get-ClusterContainer -Node sim001 | Should -BeNullOrEmpty
    }

    It 'is a ClusterContainer as -Name' {
        $container = Get-ClusterContainer | Select-Object -First 1
        { Get-ClusterContainer -Name $container } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
    }

    It 'is a missing parameter, which is an error and no question: <command>' -ForEach @(
        @{ command = 'Remove-ClusterNode' }, @{ command = 'Stop-ClusterContainer' }, @{ command = 'Add-ClusterNode' }, @{ command = 'Test-ClusterContainer x' }
        @{ command = 'Set-ClusterDomain' }, @{ command = 'Remove-ClusterDomain' }, @{ command = 'ConvertTo-NginxConfiguration' }, @{ command = 'Undo-ClusterOperation' }
    ) {
        $shell = Invoke-Shell "Import-Module '$(Get-ModuleManifest)'; try { $command } catch { `$_.FullyQualifiedErrorId.Split(',')[0] }"
        $shell.Output | Should -Be MissingMandatoryParameter
    }
}

Describe 'Several containers by name' {
    BeforeAll { $cluster = New-SimulatedCluster -Nodes 2 -ContainersPerNode 2 -LogLines 1 }

    AfterAll { Remove-SimulatedCluster $cluster }

    It 'each is the one on its own node' {
        $lines = Get-ClusterContainerLog -Name app00-n000, app01-n001
        $lines | Should -HaveCount 2
        ($lines | Get-ClusterContainer | Sort-Object Node | ForEach-Object { "$_" }) | Should -Be 'sim000/app00-n000', 'sim001/app01-n001'
    }

    It 'comes once however often it is piped' {
        $container = Get-ClusterContainer -Name app00-n000
        $container, $container, $container | Get-ClusterContainer | Should -HaveCount 1
    }

    It 'is found by the beginning of its id' {
        $container = Get-ClusterContainer -Name app00-n000
        (Get-ClusterContainer $container.Id.Substring(0, 12)).Name | Should -Be app00-n000
    }
}

Describe 'Objects of the model' {
    It 'can be made by a runbook: <type>' -ForEach @(
        @{ type = 'ClusterNode'; values = @{ Name = 'x'; Status = 'Ready'; Docker = @{ Uri = 'unix:///var/run/docker.sock' }; Containers = @{ Total = 2 }; ObservedAt = '2026-01-31T08:05:09Z' } }
        @{ type = 'ClusterContainer'; values = @{ Node = 'x'; Name = 'c'; Id = 'i'; Image = 'app'; State = 'Running' } }
        @{ type = 'ClusterEvent'; values = @{ Node = 'x'; Timestamp = '2026-01-31T08:05:09Z'; Type = 'container'; Action = 'die'; Severity = 'Error' } }
    ) {
        $object = $values -as "LyttleCluster.$type"
        $object | Should -Not -BeNullOrEmpty
        foreach ($name in $values.Keys | Where-Object { $values[$_] -is [string] -and $_ -notin 'ObservedAt', 'Timestamp' }) { "$($object.$name)" | Should -Be $values[$name] }
    }

    It 'come back from a job and bind again' {
        $cluster = New-SimulatedCluster -Nodes 1 -ContainersPerNode 2
        try {
            $job = Start-Job { param($manifest, $path) Import-Module $manifest; $null = Connect-Cluster $path; Get-ClusterContainer; Get-ClusterNode } -ArgumentList (Get-ModuleManifest), $cluster.Path
            $returned = $job | Receive-Job -Wait -AutoRemoveJob
            $returned | Should -HaveCount 3
            $containers = $returned | Where-Object { $_.PSTypeNames -contains 'Deserialized.LyttleCluster.ClusterContainer' }
            $containers | Get-ClusterContainer | Should -HaveCount 2
            $node = $returned | Where-Object { $_.PSTypeNames -contains 'Deserialized.LyttleCluster.ClusterNode' }
            ($node | Get-ClusterNode).Name | Should -Be sim000
            (Get-ClusterContainer -Node $node) | Should -HaveCount 2
            ($node | Out-String -Width 100) | Should -Match 'sim000\s+Ready'
        }
        finally {
            Remove-SimulatedCluster $cluster
        }
    }
}
