BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../LyttleCluster.psd1"
    # Everything that a cmdlet may emit, or that stands in what it emits.
    $types = [LyttleCluster.ClusterNode].Assembly.GetExportedTypes() |
        Where-Object { $_.Namespace -eq 'LyttleCluster' -and $_.IsClass -and $_.GetMethod('<Clone>$') } |
        ForEach-Object { @{ type = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force
    $escape = [char]27
    $now = [DateTimeOffset]::UtcNow
    # Text as a hostile container could have it; no view may pass it on.
    $hostile = "x${escape}[2J${escape}]0;owned$([char]7)`r`nline$([char]0x9b)31m"

    # An object of any type of the model, with the given text wherever text goes.
    function New-Sample([type] $Type, [string] $Text) {
        $object = [System.Activator]::CreateInstance($Type)
        foreach ($property in $Type.GetProperties() | Where-Object CanWrite) {
            $value = switch ($property.PropertyType.ToString()) {
                'System.String' { $Text }
                'System.Uri' { [uri]'tcp://10.0.0.5:2376' }
                'System.DateTimeOffset' { $now }
                'System.Nullable`1[System.DateTimeOffset]' { $now.AddMinutes(-3) }
                'System.String[]' { , [string[]]($Text, $Text) }
                'LyttleCluster.ReadOnlyMap`1[System.String]' { @{ $Text = $Text } }
                'LyttleCluster.ClusterEndpoint' { New-Sample ([LyttleCluster.ClusterEndpoint]) $Text }
                'LyttleCluster.ClusterContainerCounts' { New-Sample ([LyttleCluster.ClusterContainerCounts]) $Text }
                'LyttleCluster.ReadOnlyMap`1[System.Int32]' { @{ $Text = 3 } }
                { $_ -like 'LyttleCluster.*`[`]' } { , @(New-Sample $property.PropertyType.GetElementType() $Text) }
            }
            if ($null -ne $value) { $object.($property.Name) = $value }
        }
        $object
    }
}

Describe 'The view of <type.Name>' -ForEach $types {
    It 'is a view of its own' {
        Get-FormatData -TypeName $type.FullName | Should -Not -BeNullOrEmpty
    }

    It 'fits into 100 columns' {
        $shown = New-Sample $type 'a-name-of-some-length' | Out-String -Width 100
        $shown | Should -Match '\S'
        $shown -split '\r?\n' | ForEach-Object Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 100
    }

    It 'passes no control character on, as <form>' -ForEach @(@{ form = 'Format-Table' }, @{ form = 'Format-List' }) {
        $PSStyle.OutputRendering = 'PlainText'
        try {
            $shown = New-Sample $type $hostile | & $form | Out-String -Width 100
        }
        finally {
            $PSStyle.OutputRendering = 'Host'
        }
        # Format-List without a view of ours shows plain properties; PowerShell writes them as they are.
        if ($form -eq 'Format-List' -and -not (Get-FormatData -TypeName $type.FullName).FormatViewDefinition.Control.Where({ $_ -is [System.Management.Automation.ListControl] })) { return }
        [regex]::Matches($shown, '[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]').Count | Should -Be 0
    }

    It 'shows an object that has nothing but what it must have' {
        { [System.Activator]::CreateInstance($type) | Out-String -Width 100 } | Should -Not -Throw
        $Error.Clear()
        $null = [System.Activator]::CreateInstance($type) | Out-String -Width 100
        $Error | Should -BeNullOrEmpty
    }
}

Describe 'What an operator sees' {
    It 'of nodes: their state in a word, how old it is, and why' {
        $nodes = @(
            [LyttleCluster.ClusterNode]@{ Name = 'web1'; Status = 'Ready'; Docker = @{ Uri = 'unix:///d'; Version = '20.10.24' }; Containers = @{ Total = 5; Running = 3 }; ObservedAt = [DateTimeOffset]::UtcNow; Location = 'eu/rack1' }
            [LyttleCluster.ClusterNode]@{ Name = 'web2'; Status = 'Unreachable'; Reason = 'Nobody listens there.'; Docker = @{ Uri = 'tcp://h:1'; Remedy = 'Start the engine.' }; ObservedAt = $now.AddMinutes(-3) }
        )
        $lines = ($nodes | Out-String -Width 100).Trim() -split '\r?\n'
        $lines[0] | Should -Match '^Name\s+Status\s+Docker\s+Nginx\s+Running\s+Location\s+Seen\s+Reason'
        $lines[2] | Should -Match '^web1\s+Ready\s+20\.10\.24\s+3/5\s+eu/rack1\s+now\s*$'
        $lines[3] | Should -Match '^web2\s+Unreachable\s+3 min ago\s+Nobody listens there\.'
        ($nodes[1] | Format-List | Out-String) | Should -Match 'Remedy\s+: Start the engine\.'
    }

    It 'of containers that were seen a while ago: how long' {
        [LyttleCluster.ClusterContainer]@{ Node = 'n'; Name = 'c'; Id = 'i'; Image = 'app'; State = 'Running'; Status = 'Up 2 h'; ObservedAt = $now.AddMinutes(-5) } |
            Out-String -Width 100 | Should -Match 'Up 2 h \(seen 5 min'
    }

    It 'of an operation: all of it in a line of 100 columns, and enough of its id to find it again' {
        $operation = [LyttleCluster.ClusterOperation]@{
            Id = '019aa5d0f1e27c3b8d4e5f60718293a4'; Kind = 'Containers.Stop'; Summary = 'Stop container/web1/blog and 12 more'; Author = 'ops'; StartedAt = $now; Outcome = 'Succeeded'
        }
        $lines = ($operation | Out-String -Width 100).Trim() -split '\r?\n'
        $lines | Should -HaveCount 3
        $lines[2] | Should -Match '^019aa5d0f1e2 .* Succeeded +ops +Stop container/web1/blog and 12 more$'
    }

    It 'is coloured where PowerShell colours, and nowhere else' {
        $node = [LyttleCluster.ClusterNode]@{ Name = 'web1'; Status = 'Unreachable' }
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $node | Out-String | Should -Match ([regex]::Escape("$($PSStyle.Foreground.BrightRed)Unreachable$($PSStyle.Reset)"))
            $PSStyle.OutputRendering = 'PlainText'
            $node | Out-String | Should -Not -Match $escape
        }
        finally {
            $PSStyle.OutputRendering = 'Host'
        }
    }

    It 'says of lines and events that they come late' {
        $late = @(
            [LyttleCluster.ClusterLogEntry]@{ Node = 'n'; Container = 'c'; Timestamp = $now; Message = 'hello'; Late = $true }
            [LyttleCluster.ClusterEvent]@{ Node = 'n'; Timestamp = $now; Type = 'container'; Action = 'start'; Message = 'hello'; Late = $true }
        )
        $late | ForEach-Object { $_ | Out-String -Width 100 | Should -Match '\(late\) hello' }
    }

    It 'streams: no table waits for its last row' {
        $seen = [System.Collections.Generic.List[int]]::new()
        1..3 | ForEach-Object { $seen.Add($_); [LyttleCluster.ClusterLogEntry]@{ Node = 'n'; Container = 'c'; Timestamp = $now; Message = "$_" } } |
            Out-String -Stream -Width 100 | ForEach-Object { if ($_ -match '\b1$') { $seen.Count | Should -BeLessThan 3 } }
    }
}
