# Text that would move the cursor, break a line or end a string somewhere: exact in objects, in JSON and on disk, harmless on the screen.

BeforeDiscovery { Import-Module "$PSScriptRoot/Peers.psm1" -Force }

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force

    # Colours, a new window title, the 8-bit form of the same, quotes of all kinds, what ends a line somewhere, characters beyond 16 bits,
    # a sign that turns the direction of what follows, and what looks like more of the text around it.
    $line = "a`e[2J`e[31mred`e]0;title`a `u{9b}31m `"quotes`" 'single' ``tick`` `$(exit) \back\ `ttab 😀𝄞é `u{202e}turned, b=2 {`"json`":1} </x>"
    $word = "no`e]0;title`awhere😀" # without wildcards
    $text = "$line`nsecond`r`nthird`u{2028}fourth"

    # What a terminal would obey, but for line ends and the tab that tables are padded with.
    function Assert-Harmless([string] $Shown) {
        $Shown | Should -Not -BeNullOrEmpty
        [regex]::Matches($Shown, '[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]').Count | Should -Be 0 -Because $Shown
    }

    # As it is shown by itself and as a table, without PowerShell's own colours.
    function Show-All($Objects) {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try {
            ($Objects | Out-String -Width 100), ($Objects | Format-Table | Out-String -Width 100)
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }
    }

    function Assert-JsonKeeps($Object, [scriptblock] $Value, $Expected) {
        $json = $Object | ConvertTo-Json -Depth 5
        [regex]::Matches($json, '[\x00-\x08\x0b-\x1f\x7f]').Count | Should -Be (([regex]::Matches($json, "`r")).Count)
        & $Value ($json | ConvertFrom-Json -AsHashtable) | Should -BeExactly $Expected
    }
}

Describe 'Text of the operator, on a node' {
    BeforeAll {
        $path = New-StatePath
        $null = Connect-Cluster $path
        $null = Add-ClusterNode web1 unix:///nowhere/docker.sock -SkipProbe
        $null = Set-ClusterNode web1 -Label @{ note = $text; plain = '1' } -Owner 'ann "the boss", 😀'
    }

    AfterAll { Disconnect-Cluster }

    It 'is exact after the file was opened again' {
        Disconnect-Cluster
        $null = Connect-Cluster $path
        $node = Get-ClusterNode web1 -Cached
        $node.Labels['note'] | Should -BeExactly $text
        $node.Labels.Count | Should -Be 2
        $node.Owners | Should -BeExactly 'ann "the boss", 😀'
    }

    It 'is exact in another process, in JSON too' {
        $shell = Invoke-Shell "
            [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
            Import-Module '$(Get-ModuleManifest)'; (Get-ClusterNode web1 -Cached) | ConvertTo-Json -Depth 5 -EscapeHandling EscapeNonAscii" -Environment @{ LYTTLECLUSTER_STATE = $path }
        ($shell.Output | ConvertFrom-Json -AsHashtable).Labels.note | Should -BeExactly $text
    }

    It 'finds the node that has it, and no other' {
        $null = Add-ClusterNode web2 unix:///nowhere/2.sock -Label @{ note = 'red' } -SkipProbe
        try {
            (Get-ClusterNode -Cached -Label @{ note = [WildcardPattern]::Escape($text) }).Name | Should -Be web1
        }
        finally {
            Remove-ClusterNode web2 -Confirm:$false
        }
    }

    It 'is harmless in every view' {
        Show-All (Get-ClusterNode web1 -Cached) | ForEach-Object { Assert-Harmless $_ }
    }

    It 'is kept by the journal, and harmless in its views' {
        $operation = Get-ClusterOperation | Where-Object Kind -EQ Nodes.Set | Select-Object -Last 1
        $operation.Steps[0].After | Should -Match ([regex]::Escape('second'))
        Show-All $operation | ForEach-Object { Assert-Harmless $_ }
        Show-All $operation.Steps | ForEach-Object { Assert-Harmless $_ }
    }

    It 'is harmless in what -WhatIf and -Verbose say' {
        $said = Invoke-Shell "
            Import-Module '$(Get-ModuleManifest)'; `$text = Get-Content -Raw '$(Set-Content $TestDrive/text $text -NoNewline; "$TestDrive/text")'
            `$PSStyle.OutputRendering = 'PlainText'
            Set-ClusterNode web1 -Label @{ other = `$text } -WhatIf
            Set-ClusterNode web1 -Label @{ note = `$text; plain = '1'; more = 'x' } -Verbose 4>&1 | Out-String" -Environment @{ LYTTLECLUSTER_STATE = $path }
        $said.Error | Should -BeNullOrEmpty
        [regex]::Matches($said.Output, 'Set node/web1: ').Count | Should -Be 2
        Assert-Harmless $said.Output
        $null = Set-ClusterNode web1 -Label @{ note = $text; plain = '1' }
    }

    It 'is harmless in what is said about it: <Case>' -ForEach @(
        @{ Case = 'a node that is not there'; Command = { Get-ClusterNode $word } }
        @{ Case = 'a container that is not there'; Command = { Get-ClusterContainer $word -Cached } }
        @{ Case = 'a container of a node that is not there'; Command = { Get-ClusterContainer x -Node $word } }
        @{ Case = 'an operation that is not there'; Command = { Get-ClusterOperation $word } }
        @{ Case = 'a lock that is not there'; Command = { Unlock-Cluster $word -Confirm:$false } }
        @{ Case = 'a name for a node'; Command = { Add-ClusterNode $line unix:///x.sock -SkipProbe } }
        @{ Case = 'a location'; Command = { Set-ClusterNode web1 -Location $line } }
        @{ Case = 'a name of a label'; Command = { Set-ClusterNode web1 -Label @{ $line = 'x' } } }
        @{ Case = 'an address'; Command = { Set-ClusterNode web1 -Address $line } }
        @{ Case = 'a range of ports'; Command = { Set-ClusterNode web1 -PortRange $line } }
        @{ Case = 'a socket'; Command = { Add-ClusterNode web3 "unix:///nowhere/`e[31m.sock" } }
        @{ Case = 'a state file'; Command = { Connect-Cluster "/dev/null/`e[31m/state.db" } }
    ) {
        $ErrorActionPreference = 'Stop'
        $failure = try { & $Command } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike '*,LyttleCluster.Module.*'
        Assert-Harmless $failure.ErrorDetails.Message
        Assert-Harmless $failure.ErrorDetails.RecommendedAction
        Assert-Harmless "$failure"
    }
}

Describe 'Text of a container, from a real engine' -Skip:([bool][LyttleCluster.TestPeers.DockerEngine]::WhyNot) {
    BeforeAll {
        $engine = [LyttleCluster.TestPeers.DockerEngine]::StartAsync([LyttleCluster.TestPeers.DockerEngineOptions]@{ Bridge = $false }).GetAwaiter().GetResult()
        $labels = [System.Collections.Generic.Dictionary[string, string]]::new()
        $labels['note'] = $text
        $labels["odd`e[31mkey"] = '😀'
        $talker = [LyttleCluster.TestPeers.ContainerRun]::new('talker', [string[]]('sh', '-c', 'echo "$0"; printf "bad \377 byte\n"; printf "no end"; trap "exit 0" TERM; sleep 100000 & wait', $line))
        $talker.GetType().GetProperty('Labels').SetValue($talker, $labels)
        $null = $engine.RunAsync($talker).GetAwaiter().GetResult()
        $terminal = [LyttleCluster.TestPeers.ContainerRun]::new('terminal', [string[]]('sh', '-c', 'echo "$0"; trap "exit 0" TERM; sleep 100000 & wait', $line))
        $terminal.GetType().GetProperty('Tty').SetValue($terminal, $true)
        $null = $engine.RunAsync($terminal).GetAwaiter().GetResult()

        $path = New-StatePath
        $null = Connect-Cluster $path
        $null = Add-ClusterNode web1 $engine.UnixUri
        Wait-Until { @(Get-ClusterContainerLog talker).Count -ge 2 -and @(Get-ClusterContainerLog terminal).Count -ge 1 }
    }

    AfterAll {
        if ($engine) { $engine.DisposeAsync().AsTask().Wait() }
        Disconnect-Cluster
    }

    It 'is exact as a label, also when it was read back from the disk, and in JSON' {
        $found = Get-ClusterContainer talker
        $found.Labels['note'] | Should -BeExactly $text
        $found.Labels["odd`e[31mkey"] | Should -BeExactly '😀'
        Assert-JsonKeeps $found { $args[0].Labels.note } $text

        Disconnect-Cluster
        $null = Connect-Cluster $path
        (Get-ClusterContainer talker -Cached).Labels['note'] | Should -BeExactly $text
    }

    It 'finds the container by its label' {
        (Get-ClusterContainer -Label @{ note = [WildcardPattern]::Escape($text) }).Name | Should -Be talker
    }

    It 'is exact as a line of a log' {
        $found = Get-ClusterContainerLog talker
        $found[0].Message | Should -BeExactly $line
        $found[1].Message | Should -BeExactly "bad `u{fffd} byte"
        Assert-JsonKeeps $found[0] { $args[0].Message } $line
        (Get-ClusterContainerLog terminal)[0].Message | Should -BeExactly $line
    }

    It 'is exact as the output of a command' {
        $result = Invoke-ClusterContainerCommand talker -Command printf, '%s', $text
        $result.Output | Should -BeExactly $text
        $result.Command[2] | Should -BeExactly $text
        Show-All $result | ForEach-Object { Assert-Harmless $_ }
    }

    It 'is harmless in every view of <Case>' -ForEach @(
        @{ Case = 'containers'; Command = { Get-ClusterContainer } }
        @{ Case = 'last known containers'; Command = { Get-ClusterContainer -Cached } }
        @{ Case = 'lines of a log'; Command = { Get-ClusterContainerLog } }
        @{ Case = 'events'; Command = { Get-ClusterEvent } }
        @{ Case = 'usage'; Command = { Get-ClusterContainerUsage } }
        @{ Case = 'the summary'; Command = { Get-Cluster } }
        @{ Case = 'operations'; Command = { Get-ClusterOperation } }
    ) {
        $objects = & $Command
        $objects | Should -Not -BeNullOrEmpty
        Show-All $objects | ForEach-Object { Assert-Harmless $_ }
    }
}
