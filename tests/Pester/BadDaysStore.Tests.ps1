# The state file has a bad day: what an operator sees of it, and that nothing is lost.

BeforeDiscovery {
    # Each kind of mishap that is found when the file is opened: how the file becomes so.
    $mishaps = @(
        @{ Case = 'from a newer version'; Id = 'StateFromNewerVersion'; Category = 'InvalidOperation'; Says = 'newer LyttleCluster: its format is 99'; Remedy = 'Update LyttleCluster'
            # PRAGMA user_version is the big-endian number at offset 60 of the file.
            Damage = { Set-Byte $path 60 ([byte[]](0, 0, 0, 99)) } }
        @{ Case = 'of another program'; Id = 'StateForeign'; Category = 'InvalidArgument'; Says = 'database of another program'; Remedy = 'Give the path'
            # PRAGMA application_id at offset 68.
            Damage = { Set-Byte $path 68 ([byte[]](1, 2, 3, 4)) } }
        @{ Case = 'that is text'; Id = 'StateDamaged'; Category = 'InvalidData'; Says = 'damaged or is no state file'; Remedy = 'restore a backup'
            Damage = { [System.IO.File]::WriteAllText($path, 'not a database' * 1000) } }
        @{ Case = 'with a hole in it'; Id = 'StateDamaged'; Category = 'InvalidData'; Says = 'damaged or is no state file'; Remedy = 'restore a backup'
            Damage = { Set-Byte $path 4096 ([byte[]]::new((Get-Item $path).Length - 4096)) } }
        @{ Case = 'cut short'; Id = 'StateDamaged'; Category = 'InvalidData'; Says = 'damaged or is no state file'; Remedy = 'restore a backup'
            Damage = { $file = [System.IO.File]::OpenWrite($path); $file.SetLength(8192); $file.Dispose() } }
        @{ Case = 'that is a folder'; Id = 'StateNotAFile'; Category = 'InvalidArgument'; Says = 'is a folder'; Remedy = 'path of a file'
            Damage = { Remove-Item $path; $null = New-Item -ItemType Directory $path } }
    )
    $hasHolder = [bool](Get-ChildItem "$PSScriptRoot/../../artifacts/bin/LyttleCluster.StateWriter" -Recurse -Filter LyttleCluster.StateWriter.dll -ErrorAction Ignore)
    $canMount = $IsLinux -and [Environment]::IsPrivilegedProcess
}

BeforeAll {
    Import-Module "$PSScriptRoot/Peers.psm1" -Force

    function Set-Byte($Path, $Offset, [byte[]] $Bytes) {
        $file = [System.IO.File]::OpenWrite($Path)
        try { $file.Position = $Offset; $file.Write($Bytes) } finally { $file.Dispose() }
    }

    # A cluster of some nodes that were never reached, closed again: its file is whole and nobody has it open.
    function New-StoredCluster($Path, [int] $Nodes = 3) {
        $connection = Connect-Cluster $Path
        1..$Nodes | ForEach-Object { [pscustomobject]@{ Name = "web$_"; Docker = "unix:///nowhere/web$_.sock" } } | Add-ClusterNode -SkipProbe | Out-Null
        Disconnect-Cluster $connection
    }

    # What every failure of a store has: the file, the cause in words, what to do.
    function Assert-Failure($Failure, $Id, $Category, $Says, $Remedy) {
        $Failure.FullyQualifiedErrorId | Should -Match "^$Id,LyttleCluster\.Module\."
        $Failure.CategoryInfo.Category | Should -Be $Category
        $Failure.TargetObject | Should -Be $path
        $Failure.ErrorDetails.Message | Should -BeLike "*'$path'*"
        $Failure.ErrorDetails.Message | Should -Match $Says
        $Failure.ErrorDetails.Message | Should -Not -Match 'SQLITE_|Exception|System\.'
        $Failure.ErrorDetails.RecommendedAction | Should -Match $Remedy
        $Failure.Exception.InnerException | Should -BeNullOrEmpty
    }

    # Another process that has the lock of writers, until its input ends.
    function Start-Holder($Path) {
        $program = Get-ChildItem "$PSScriptRoot/../../artifacts/bin/LyttleCluster.StateWriter" -Recurse -Filter LyttleCluster.StateWriter.dll |
            Sort-Object LastWriteTime | Select-Object -Last 1
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]]($program.FullName, 'hold', $Path))
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $holder = [System.Diagnostics.Process]::Start($start)
        $holder.StandardOutput.ReadLine() | Should -Be held
        $holder
    }

    function Stop-Holder($Holder) {
        if (-not $Holder.HasExited) { $Holder.Kill() }
        $Holder.Dispose()
    }

    function Mount-Disk($Folder, $Size) {
        $null = New-Item -ItemType Directory $Folder
        mount -t tmpfs -o "size=$Size" tmpfs $Folder
        if ($LASTEXITCODE) { throw "No disk could be mounted at $Folder." }
    }
}

Describe 'A state file <Case>' -ForEach $mishaps {
    BeforeAll {
        $path = New-StatePath
        New-StoredCluster $path
        . $Damage
        $before = if (Test-Path $path -PathType Leaf) { (Get-FileHash $path).Hash }
    }

    It 'is told when it is connected to, and left as it is' {
        $failure = try { Connect-Cluster $path -ErrorAction Stop } catch { $_ }
        Assert-Failure $failure $Id $Category $Says $Remedy
        if ($before) { (Get-FileHash $path).Hash | Should -Be $before }
    }
}

Describe 'A state file that cannot be used, in a script that nobody watches' {
    It 'is told on the error stream, and ends a script that stops at errors with exit code 1' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive nobody)).FullName
        $shell = Invoke-Shell "
            `$ErrorActionPreference = 'Stop'; Import-Module '$(Get-ModuleManifest)'
            Add-ClusterNode new unix:///new.sock -SkipProbe
            'not reached'" -Environment @{ LYTTLECLUSTER_STATE = $folder }
        $shell.ExitCode | Should -Be 1
        $shell.Output | Should -BeNullOrEmpty
        $shell.Error | Should -BeLike "*'$folder' is a folder*"
    }
}

Describe 'A state file on a disk' -Skip:(-not $canMount) {
    BeforeAll {
        $disk = Join-Path $TestDrive disk
        Mount-Disk $disk 1m
        $path = Join-Path $disk state.db
    }

    AfterEach {
        Get-ClusterConnection | Where-Object Path -EQ $path | Disconnect-Cluster
        mount -o remount,rw $disk
        Get-ChildItem $disk | Remove-Item -Recurse -Force
    }

    AfterAll { umount -l $disk }

    It 'that is full: says so, keeps everything, reads on, and goes on when there is room' {
        New-StoredCluster $path
        $null = Connect-Cluster $path
        $fill = Join-Path $disk fill
        dd if=/dev/zero of=$fill bs=4k status=none 2>$null
        $big = @{ note = 'x' * 200kb }

        Set-ClusterNode web1 -Label $big -ErrorVariable failures -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] StateDiskFull WriteError 'its disk is full' 'What was stored before is still there; this change was not made'

        (Get-ClusterNode -Cached).Name | Should -Be web1, web2, web3
        (Get-ClusterNode web1 -Cached).Labels.Count | Should -Be 0
        Get-ClusterOperation | Should -HaveCount 3

        Remove-Item $fill
        $null = Set-ClusterNode web1 -Label $big
        (Get-ClusterNode web1 -Cached).Labels['note'].Length | Should -Be 200kb
        (Get-ClusterOperation)[0].Kind | Should -Be Nodes.Set
    }

    It 'that is full: containers are listed all the same, with a warning that the last known values may be missing' {
        New-StoredCluster $path
        $null = Connect-Cluster $path
        $peers = [LyttleCluster.TestPeers.SimulatedNodes]::Start([LyttleCluster.TestPeers.SimulatedNodesOptions]@{ Nodes = 1; ContainersPerNode = 50 })
        try {
            $null = Set-ClusterNode web1 -Docker @($peers.Nodes)[0].Uri
            dd if=/dev/zero of=$disk/fill bs=4k status=none 2>$null
            $warnings = @()
            $found = 1..5 | ForEach-Object { Get-ClusterContainer -Node web1 -WarningVariable +warnings -WarningAction SilentlyContinue }
            $found | Should -HaveCount 250
            # Last known values are read after those that wait to be written, so by then the disk was met.
            $null = Get-ClusterContainer -Node web1 -Cached -WarningVariable +warnings -WarningAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $warnings[0].Message | Should -BeLike 'Last known values and events may be missing: *disk is full. *?'
        }
        finally {
            $peers.Dispose()
        }
    }

    It 'that has no room for a new file: says so' {
        dd if=/dev/zero of=$disk/fill bs=4k status=none 2>$null
        $failure = try { Connect-Cluster $path -ErrorAction Stop } catch { $_ }
        Assert-Failure $failure StateDiskFull WriteError 'its disk is full' 'Free space'
    }

    It 'that is read-only: reads, and says why it does not write' {
        New-StoredCluster $path
        mount -o remount,ro $disk
        $null = Connect-Cluster $path
        (Get-ClusterNode -Cached).Name | Should -Be web1, web2, web3
        Get-ClusterOperation | Should -HaveCount 3
        Remove-ClusterNode web1 -Confirm:$false -ErrorVariable failures -ErrorAction SilentlyContinue
        $failures | Should -HaveCount 1
        Assert-Failure $failures[0] StateReadOnly WriteError 'can only be read' 'writable'
        (Get-ClusterNode -Cached).Name | Should -Be web1, web2, web3
    }
}

Describe 'A state file on a network file system' -Skip:(-not $canMount) {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive network)).FullName
        # A mount of sshfs whose server is gone: whoever looks at anything in it hangs.
        sh -c 'exec 3<>/dev/fuse && mount -i -t fuse.sshfs -o fd=3,rootmode=40000,user_id=0,group_id=0 nowhere "$0"' $folder
        if ($LASTEXITCODE) { throw 'No network file system could be mounted.' }
    }

    AfterAll { umount -l $folder }

    It 'is refused with the name of the file system, and without a look at it' {
        $path = Join-Path $folder state.db
        $failure = try { Connect-Cluster $path -ErrorAction Stop } catch { $_ }
        Assert-Failure $failure StateOnNetworkFileSystem InvalidArgument 'network file system \(fuse\.sshfs\)' 'LYTTLECLUSTER_STATE'
    }
}

Describe 'A state file of another user' -Skip:(-not $IsLinux) {
    BeforeAll {
        $path = New-StatePath
        New-StoredCluster $path
        $folder = Split-Path $path

        # Reads, tries to write, reads again.
        function Invoke-Visitor {
            $shell = Invoke-Shell -Unprivileged "
                Import-Module '$(Get-ModuleManifest)'; `$null = Connect-Cluster '$path'
                `$seen = @{ Before = @(Get-ClusterNode -Cached | ForEach-Object Name) }
                Set-ClusterNode web1 -Location eu -ErrorVariable failures -ErrorAction SilentlyContinue
                `$seen.Ids = @(`$failures.FullyQualifiedErrorId); `$seen.Remedy = `$failures[0].ErrorDetails.RecommendedAction
                `$seen.After = @(Get-ClusterNode -Cached | ForEach-Object Name)
                `$seen | ConvertTo-Json"
            $shell.Error | Should -BeNullOrEmpty
            $shell.Output | ConvertFrom-Json
        }
    }

    AfterEach { chmod 700 $folder; chmod 600 $path }

    It '(<Case>): is read, and not written' -ForEach @(
        @{ Case = 'a read-only file'; FolderMode = '777'; FileMode = '444' }
        @{ Case = 'a read-only folder'; FolderMode = '555'; FileMode = '666' }
    ) {
        chmod $FolderMode $folder
        chmod $FileMode $path
        $seen = Invoke-Visitor
        $seen.Before | Should -Be web1, web2, web3
        $seen.Ids | Should -Be 'StateReadOnly,LyttleCluster.Module.SetClusterNodeCommand'
        $seen.Remedy | Should -Match 'writable'
        $seen.After | Should -Be web1, web2, web3
    }
}

Describe 'A state file that another process has locked' -Skip:(-not $hasHolder) {
    BeforeAll {
        $path = New-StatePath
        New-StoredCluster $path
        $null = Connect-Cluster $path
        $holder = Start-Holder $path
    }

    AfterAll {
        Stop-Holder $holder
        Disconnect-Cluster
    }

    It 'is read at once, is waited for to be written, names who has it, and is written when that one is done' {
        # The wait is ten seconds; meanwhile everything is read.
        $writer = [powershell]::Create().AddScript("Import-Module '$(Get-ModuleManifest)'; `$null = Connect-Cluster '$path'; Add-ClusterNode new unix:///new.sock -SkipProbe")
        try {
            $writing = $writer.BeginInvoke()
            (Get-ClusterNode -Cached).Name | Should -Be web1, web2, web3
            Get-ClusterOperation | Should -HaveCount 3
            $writer.EndInvoke($writing) | Should -BeNullOrEmpty
            $failures = $writer.Streams.Error
            $failures | Should -HaveCount 1
            Assert-Failure $failures[0] StateLocked ResourceBusy "locked by .*process $($holder.Id)" 'Wait until that process is done'
        }
        finally {
            $writer.Dispose()
        }

        $holder.StandardInput.Close()
        $holder.WaitForExit()
        $null = Add-ClusterNode new unix:///new.sock -SkipProbe
        (Get-ClusterNode -Cached).Name | Should -Be new, web1, web2, web3
    }
}

Describe 'A command that waits for a locked state file' -Skip:(-not $hasHolder) {
    BeforeEach {
        $path = New-StatePath
        New-StoredCluster $path
        $null = Connect-Cluster $path
        $null = Suspend-ClusterNode web2
        $before = Get-ClusterNode -Cached | ConvertTo-Json -Depth 5
        $holder = Start-Holder $path
        $runspace = [runspacefactory]::CreateRunspace()
        $runspace.Open()
        $null = [powershell]::Create($runspace).AddScript("Import-Module '$(Get-ModuleManifest)'; Connect-Cluster '$path'").Invoke()
    }

    AfterEach {
        $runspace.Dispose()
        Stop-Holder $holder
        Disconnect-Cluster
    }

    It 'is ended within two seconds by Ctrl+C, and is not carried out later: <_>' -ForEach @(
        'Add-ClusterNode new unix:///new.sock -SkipProbe'
        'Set-ClusterNode web1 -Location eu'
        'Suspend-ClusterNode web1'
        'Resume-ClusterNode web2'
        'Remove-ClusterNode web1 -Confirm:$false'
    ) {
        $shell = [powershell]::Create($runspace).AddScript("$_ -Verbose")
        try {
            $running = $shell.BeginInvoke()
            # The change is announced; now it waits for its turn to write.
            Wait-Until { $shell.Streams.Verbose.Count -gt 0 }
            $running.IsCompleted | Should -BeFalse
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
        }
        finally {
            $shell.Dispose()
        }

        $holder.StandardInput.Close()
        $holder.WaitForExit()
        # Another change of the same session: whatever waited before it would be written by now.
        $null = [powershell]::Create($runspace).AddScript('Set-ClusterNode web3 -Owner ann').Invoke()
        $null = Set-ClusterNode web3 -Owner $null
        Get-ClusterNode -Cached | ConvertTo-Json -Depth 5 | Should -Be $before
    }
}

Describe 'Two shells and a scheduled run that write at once' {
    BeforeAll {
        $path = New-StatePath
        $folder = Split-Path $path
        $rounds = 10
        $null = Connect-Cluster $path
        $null = Add-ClusterNode shared unix:///nowhere/shared.sock -SkipProbe

        # Each has nodes of its own, and one setting of a node that all of them change. Somebody who came between is no failure:
        # nothing was changed then, and it is done again.
        $work = @'
Import-Module '{0}'
$failed = 0
function Invoke-Change([scriptblock] $Change) {{
    for (;;) {{
        try {{ $null = & $Change; return }}
        catch {{ if ($_.FullyQualifiedErrorId -notlike 'PlanOutdated,*') {{ throw }} }}
    }}
}}
Set-Content '{1}/{2}.ready' ''
while (-not (Test-Path '{1}/go')) {{ Start-Sleep -Milliseconds 5 }}
1..{4} | ForEach-Object {{
    $number = $_
    $null = Add-ClusterNode "{2}-$number" "unix:///nowhere/{2}-$number.sock" -Label @{{ by = '{2}' }} -SkipProbe -ErrorAction Stop
    Invoke-Change {{ {3} }}
}}
Remove-ClusterNode '{2}-1' -Confirm:$false -ErrorAction Stop
'done'
'@
        function Start-Writer($Name, $Change, [switch] $Interactive) {
            Start-Shell ($work -f (Get-ModuleManifest), $folder, $Name, $Change, $rounds) -Environment @{ LYTTLECLUSTER_STATE = $path } -Interactive:$Interactive
        }

        $shells = @(
            Start-Writer ann 'Set-ClusterNode shared -Location "eu/rack$number" -ErrorAction Stop' -Interactive
            Start-Writer bob 'Set-ClusterNode shared -Owner "bob$number" -ErrorAction Stop' -Interactive
            Start-Writer timer 'Set-ClusterNode shared -Label @{ round = "$number" } -ErrorAction Stop'
        )
        try {
            Wait-Until { (Get-ChildItem $folder -Filter *.ready).Count -eq 3 }
        }
        finally {
            $null = New-Item (Join-Path $folder go)
            $ended = $shells | Wait-Shell
        }

        $operations = Get-ClusterOperation
        $names = 'ann', 'bob', 'timer'
    }

    AfterAll {
        Disconnect-Cluster
    }

    It 'end well, each of them' {
        $ended.Error | Should -Be '', '', ''
        $ended.Output | Should -Be done, done, done
        $ended.ExitCode | Should -Be 0, 0, 0
    }

    It 'leave every node that was added and none that was removed' {
        $expected = @('shared') + @($names | ForEach-Object { $name = $_; 2..$rounds | ForEach-Object { "$name-$_" } })
        $nodes = Get-ClusterNode -Cached
        $nodes.Name | Sort-Object | Should -Be ($expected | Sort-Object)
        foreach ($name in $names) { $nodes | Where-Object { $_.Labels['by'] -eq $name } | Should -HaveCount ($rounds - 1) }
    }

    It 'leave the last word of each on what they share' {
        $shared = Get-ClusterNode shared -Cached
        $shared.Location | Should -Be "eu/rack$rounds"
        $shared.Owners | Should -Be "bob$rounds"
        $shared.Labels['round'] | Should -Be "$rounds"
    }

    It 'leave each change in the journal' {
        $operations | Where-Object Outcome -NE Succeeded | Should -BeNullOrEmpty
        $operations | Where-Object Kind -EQ Nodes.Add | Should -HaveCount (1 + 3 * $rounds)
        $operations | Where-Object Kind -EQ Nodes.Set | Should -HaveCount (3 * $rounds)
        $operations | Where-Object Kind -EQ Nodes.Remove | Should -HaveCount 3
        $operations.Steps | Where-Object { -not $_.After -and $_.Action -ne 'Remove' } | Should -BeNullOrEmpty
    }

    It 'build each change of what they share on the one before it' {
        $steps = @($operations.Steps | Where-Object Target -EQ node/shared)
        $steps | Should -HaveCount (1 + 3 * $rounds)
        # A lost update would be a state that two changes began from, or one that no change began from.
        $last = @($steps.After | Where-Object { $_ -notin $steps.Before })
        $last | Should -HaveCount 1
        @($steps.Before | Where-Object { $_ }) + $last | Sort-Object | Should -Be @($steps.After | Sort-Object)
    }
}
