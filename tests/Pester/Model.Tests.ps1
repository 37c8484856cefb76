# Scripts and mocks make objects of the model from literals. Every type a cmdlet emits must take what PowerShell has for its lists and tables.
BeforeDiscovery {
    $now = [DateTimeOffset]'2026-11-21T06:00:00Z'
    $container = @{ Node = 'n'; Name = 'c'; Id = 'a' * 64; Image = 'i' }
    $operation = @{ Id = '1'; Kind = 'Nodes.Add'; Summary = 's'; Author = 'a'; StartedAt = $now }
    $domain = @{ Name = 'a.test'; AsciiName = 'a.test'; Kind = 'Upstream'; Target = 'http://10.0.0.5:8080/' }
    $certificate = @{ Name = 'ann'; Kind = 'User'; NotBefore = $now; NotAfter = $now; Fingerprint = 'a' * 64; Issuer = 'ca'; Path = '/ann.pem'; KeyPath = '/ann.key' }
    $step = @{ Number = 1; Target = 'node/n'; Action = 'Add' }
    $lists = @(
        @{ type = 'ClusterNode'; with = @{ Name = 'n' }; member = 'Owners'; one = 'ann'; two = 'ann', 'bob' }
        @{ type = 'ClusterNode'; with = @{ Name = 'n' }; member = 'Address'; one = '10.0.0.1'; two = '10.0.0.1', 'fd00::1' }
        @{ type = 'ClusterNode'; with = @{ Name = 'n' }; member = 'HostAddresses'; one = '10.0.0.1'; two = '10.0.0.1', 'fd00::1' }
        @{ type = 'ClusterNode'; with = @{ Name = 'n' }; member = 'Disks'; one = @{ Path = '/'; TotalBytes = 9; UsedBytes = 1 }; two = @{ Path = '/'; TotalBytes = 9; UsedBytes = 1 }, @{ Path = '/srv'; TotalBytes = 9; UsedBytes = 8 } }
        @{ type = 'ClusterNode'; with = @{ Name = 'n' }; member = 'Load'; one = 0.5; two = 0.5, 1.5 }
        @{ type = 'ClusterNodeCandidate'; with = @{ Name = 'n'; Source = 'Swarm' }; member = 'Address'; one = '10.0.0.1'; two = '10.0.0.1', 'fd00::1' }
        @{ type = 'ClusterContainer'; with = $container; member = 'Ports'; one = @{ ContainerPort = 80 }; two = @{ ContainerPort = 80; HostPort = 8080; HostAddress = '::' }, @{ ContainerPort = 53; Protocol = 'udp' } }
        @{ type = 'ClusterCommandResult'; with = @{ Node = 'n'; Container = 'c'; ExitCode = 0; Output = ''; ErrorOutput = '' }; member = 'Command'; one = 'true'; two = 'echo', 'a' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'Aliases'; one = 'b.test'; two = 'b.test', 'c.test' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'Upstreams'; one = @{ Address = 'http://10.0.0.5:8080' }; two = @{ Address = 'http://10.0.0.5:8080/'; Weight = 3 }, @{ Address = 'http://10.0.0.6:8080/' } }
        @{ type = 'ClusterDomain'; with = $domain; member = 'WantedNodes'; one = 'web*'; two = 'web1', 'web2' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'WantedLocations'; one = 'eu'; two = 'eu/rack1', 'us' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'Owners'; one = 'ann'; two = 'ann', 'bob' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'Nodes'; one = 'web1'; two = 'web1', 'web2' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'States'; one = @{ Node = 'web1'; Sync = 'Applied' }; two = @{ Node = 'web1'; Sync = 'Applied' }, @{ Node = 'web2'; Sync = 'Failed'; Reason = 'it does not answer' } }
        @{ type = 'ClusterAccess'; with = @{ Kind = 'User'; Name = 'ann' }; member = 'Methods'; one = 'Nodes.*'; two = 'Nodes.*', 'Domains.Get' }
        @{ type = 'ClusterCertificate'; with = $certificate; member = 'Methods'; one = 'Nodes.*'; two = 'Nodes.*', 'Domains.Get' }
        @{ type = 'ClusterCertificate'; with = $certificate; member = 'Groups'; one = 'ops'; two = 'ops', 'web' }
        @{ type = 'ClusterCertificate'; with = $certificate; member = 'DnsNames'; one = 'm.test'; two = 'm.test', 'n.test' }
        @{ type = 'ClusterCertificate'; with = $certificate; member = 'Addresses'; one = '10.0.0.1'; two = '10.0.0.1', 'fd00::1' }
        @{ type = 'ClusterOperation'; with = $operation; member = 'Steps'; one = $step; two = $step, $step }
        @{ type = 'ClusterSummary'; with = @{}; member = 'LastChanges'; one = $operation; two = $operation, $operation }
        @{ type = 'ClusterSummary'; with = @{}; member = 'Warnings'; one = @{ Id = 'NodeDegraded'; Message = 'm' }; two = @{ Id = 'a'; Message = 'm' }, @{ Id = 'b'; Message = 'm' } }
        @{ type = 'NginxReloadResult'; with = @{ Node = 'n'; Outcome = 'Failed' }; member = 'LogTail'; one = '[emerg] one'; two = '[emerg] one', '[emerg] two' }
        @{ type = 'NginxStatus'; with = @{ Node = 'n'; Dialect = 'd' }; member = 'Certificates'; one = @{ DaysLeft = 3 }; two = @{ DaysLeft = 3 }, @{ DaysLeft = 90 } }
        @{ type = 'NginxCertificate'; with = @{}; member = 'Domains'; one = 'a.test'; two = 'a.test', 'b.test' }
    )
    $tables = @(
        @{ type = 'ClusterNode'; with = @{ Name = 'n' }; member = 'Labels'; key = 'role'; value = 'web' }
        @{ type = 'ClusterContainer'; with = $container; member = 'Labels'; key = 'role'; value = 'web' }
        @{ type = 'ClusterDomain'; with = $domain; member = 'WantedLabels'; key = 'tier'; value = 'front' }
        @{ type = 'ClusterEvent'; with = @{ Node = 'n'; Timestamp = $now; Type = 'container'; Action = 'die' }; member = 'Attributes'; key = 'exitCode'; value = '137' }
        @{ type = 'ClusterSummary'; with = @{}; member = 'NodesByStatus'; key = 'Ready'; value = 3 }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    function New-Model($Type, $With, $Member, $Value) { ($With + @{ $Member = $Value }) -as "LyttleCluster.$Type" }
}

Describe 'Types of the model' {
    It 'has every list and table in these tests' {
        $known = & {
            'ClusterNodeCandidate.Address', 'ClusterNode.Owners', 'ClusterNode.Address', 'ClusterNode.HostAddresses', 'ClusterNode.Disks', 'ClusterNode.Load', 'ClusterNode.Labels', 'ClusterContainer.Ports', 'ClusterContainer.Labels', 'ClusterCommandResult.Command',
            'ClusterDomain.Aliases', 'ClusterDomain.Upstreams', 'ClusterDomain.WantedNodes', 'ClusterDomain.WantedLabels', 'ClusterDomain.WantedLocations', 'ClusterDomain.Owners', 'ClusterDomain.Nodes', 'ClusterDomain.States',
            'ClusterAccess.Methods', 'ClusterCertificate.Methods', 'ClusterCertificate.Groups', 'ClusterCertificate.DnsNames', 'ClusterCertificate.Addresses',
            'ClusterEvent.Attributes', 'ClusterOperation.Steps', 'ClusterSummary.LastChanges', 'ClusterSummary.Warnings', 'ClusterSummary.NodesByStatus',
            'NginxReloadResult.LogTail', 'NginxStatus.Certificates', 'NginxCertificate.Domains'
        }
        $found = [LyttleCluster.ClusterNode].Assembly.GetExportedTypes() | Where-Object { $_.Namespace -eq 'LyttleCluster' -and $_.GetMethod('<Clone>$') } | ForEach-Object {
            $type = $_
            $type.GetProperties() | Where-Object { $_.PropertyType -ne [string] -and [System.Collections.IEnumerable].IsAssignableFrom($_.PropertyType) } |
                ForEach-Object { "$($type.Name).$($_.Name)" }
        }
        $found | Sort-Object | Should -Be ($known | Sort-Object)
    }
}

Describe '<member> of a <type>' -ForEach $lists {
    It 'is made from an array' {
        $made = New-Model $type $with $member $two
        $made.$member | Should -HaveCount 2
        foreach ($at in 0, 1) {
            if ($two[$at] -isnot [hashtable]) { $made.$member[$at] | Should -BeExactly $two[$at]; continue }
            foreach ($name in $two[$at].Keys) { $made.$member[$at].$name | Should -Be $two[$at][$name] }
        }
    }

    It 'is made from a single value' {
        (New-Model $type $with $member $one).$member | Should -HaveCount 1
    }

    It 'is made from nothing' {
        $made = New-Model $type $with $member @()
        $made | Should -Not -BeNullOrEmpty
        $made.$member | Should -HaveCount 0
    }

    It 'is made from objects of the model and from any collection' {
        $first = New-Model $type $with $member $two
        $made = New-Model $type $with $member ([System.Collections.ArrayList]@($first.$member))
        $made.$member | Should -Be $first.$member
    }
}

Describe '<member> of a <type>' -ForEach $tables {
    It 'is made from <name>' -ForEach @(
        @{ name = 'a hashtable'; make = { param($key, $value) @{ $key = $value } } }
        @{ name = 'an ordered one'; make = { param($key, $value) [ordered]@{ $key = $value } } }
        @{ name = 'a dictionary'; make = { param($key, $value) $made = [System.Collections.Generic.Dictionary[string, string]]::new(); $made[$key] = $value; $made } }
    ) {
        $made = (New-Model $type $with $member (& $make $key $value)).$member
        $made.Count | Should -Be 1
        $made[$key] | Should -Be $value
        $made.$key | Should -Be $value
    }

    It 'is made from nothing' {
        (New-Model $type $with $member @{}).$member.Count | Should -Be 0
    }

    It 'is shown as JSON like any table' {
        (New-Model $type $with $member @{ $key = $value }).$member | ConvertTo-Json -Compress | Should -BeExactly (@{ $key = $value } | ConvertTo-Json -Compress)
    }

    It 'is made again from what a job gives back' {
        $made = New-Model $type $with $member @{ $key = $value }
        $returned = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($made, 3))
        (New-Model $type $with $member $returned.$member).$member[$key] | Should -Be $value
    }
}

Describe 'A whole object of the model' {
    It 'is what its literal says' {
        $node = [LyttleCluster.ClusterNode]@{ Name = 'x'; Labels = @{ role = 'web' }; Owners = 'a', 'b'; Docker = @{ Uri = 'tcp://10.0.0.5:2376'; Connection = 'Connected' } }
        $node.Labels.role | Should -BeExactly web
        $node.Owners | Should -Be a, b
        $node.Docker.Connection | Should -Be Connected
    }

    It 'says which value of a table cannot be read' {
        { [LyttleCluster.ClusterSummary]@{ NodesByStatus = @{ Ready = 'many' } } } | Should -Throw '*many*'
    }
}
