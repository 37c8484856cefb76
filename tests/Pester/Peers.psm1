# What the Pester files share: the built module, simulated nodes, and a state file of their own.
$ErrorActionPreference = 'Stop'
$root = [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..'))
$manifest = [System.IO.Path]::Combine($root, 'LyttleCluster.psd1')

# The peers as the last build left them, of whichever configuration that was.
$peers = Get-ChildItem ([System.IO.Path]::Combine($root, 'artifacts', 'bin', 'LyttleCluster.TestPeers')) -Recurse -Filter LyttleCluster.TestPeers.dll |
    Sort-Object LastWriteTime | Select-Object -Last 1
if (-not ('LyttleCluster.TestPeers.SimulatedNodes' -as [type])) { Add-Type -Path $peers.FullName }
Import-Module $manifest -Global

# The path of the module's manifest, for sessions that a test starts.
function Get-ModuleManifest { $manifest }

# Runs a script in a PowerShell process of its own, as a timer would; gives its output, errors and exit code.
function Invoke-Shell {
    param([Parameter(Mandatory)][string] $Script, [hashtable] $Environment = @{}, [switch] $Interactive, [switch] $Unprivileged)
    Start-Shell @PSBoundParameters | Wait-Shell
}

# The same for several at once; each must be given to Wait-Shell.
function Start-Shell {
    param([Parameter(Mandatory)][string] $Script, [hashtable] $Environment = @{}, [switch] $Interactive, [switch] $Unprivileged)
    $file = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "lyttle-$([guid]::NewGuid().ToString('n')).ps1")
    Set-Content -LiteralPath $file -Value $Script
    $start = [System.Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
    if ($Unprivileged -and [Environment]::IsPrivilegedProcess) { Set-Unprivileged $start }
    $arguments = @('-NoLogo', '-NoProfile') + @(if (-not $Interactive) { '-NonInteractive' }) + @('-File', $file)
    $arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [System.Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    [pscustomobject]@{ Process = $process; File = $file; Output = $process.StandardOutput.ReadToEndAsync(); Error = $process.StandardError.ReadToEndAsync() }
}

# Waits for a shell to end; gives its output, errors and exit code.
function Wait-Shell {
    param([Parameter(Mandatory, ValueFromPipeline)] $Shell)
    process {
        try {
            $Shell.Process.WaitForExit()
            [pscustomobject]@{ ExitCode = $Shell.Process.ExitCode; Output = $Shell.Output.Result.TrimEnd(); Error = $Shell.Error.Result.TrimEnd() }
        }
        finally {
            $Shell.Process.Dispose()
            Remove-Item -LiteralPath $Shell.File
        }
    }
}

# Lets a program run as nobody. It may still read everything, wherever PowerShell and the checkout are; write and connect it may not.
function Set-Unprivileged([System.Diagnostics.ProcessStartInfo] $Start) {
    $program = $Start.FileName
    $Start.FileName = 'setpriv'
    $keep = '-all,+dac_read_search'
    '--reuid=65534', '--regid=65534', '--clear-groups', "--inh-caps=$keep", "--ambient-caps=$keep", "--bounding-set=$keep", $program |
        ForEach-Object { $Start.ArgumentList.Add($_) }
    $Start.Environment['HOME'] = [System.IO.Path]::GetTempPath()
    'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME' | ForEach-Object { $null = $Start.Environment.Remove($_) }
}

# A new place for a state file, which Pester removes with the rest of its drive.
function New-StatePath { [System.IO.Path]::Combine((Get-PSDrive TestDrive).Root, [guid]::NewGuid().ToString('n'), 'state.db') }

# Nodes that answer GET alone, registered in a new cluster that becomes the session's default. End it with Remove-SimulatedCluster.
function New-SimulatedCluster {
    param([int] $Nodes = 2, [int] $ContainersPerNode = 3, [int] $LogLines = 10)
    $options = [LyttleCluster.TestPeers.SimulatedNodesOptions]@{ Nodes = $Nodes; ContainersPerNode = $ContainersPerNode; LogLines = $LogLines }
    $peers = [LyttleCluster.TestPeers.SimulatedNodes]::Start($options)
    $path = New-StatePath
    $connection = Connect-Cluster -Path $path
    $peers.Nodes | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Docker = $_.Uri } } | Add-ClusterNode | Out-Null
    [pscustomobject]@{ Path = $path; Connection = $connection; Peers = $peers; Nodes = @($peers.Nodes) }
}

function Remove-SimulatedCluster {
    param([Parameter(Mandatory)] $Cluster)
    Disconnect-Cluster -Cluster $Cluster.Connection
    $Cluster.Peers.Dispose()
}

# A node with one container, 'talker', whose log has three lines and then stays open. The server knows when the client leaves.
function New-TalkingNode {
    $json = { param($body) [LyttleCluster.TestPeers.Faults]::Answer(200, ($body | ConvertTo-Json -Depth 5 -AsArray:($body -is [array]) -Compress)) }
    $id = 'f' * 64
    $lines = 0..2 | ForEach-Object {
        $line = [System.Text.Encoding]::ASCII.GetBytes("2026-11-21T06:00:0$_.000000000Z line $_`n")
        [byte[]](1, 0, 0, 0, 0, 0, 0, $line.Length) + $line
    }
    $container = @{ Id = $id; Names = @('/talker'); Image = 'app'; State = 'running'; Status = 'Up'; Created = 1; Labels = @{}; Ports = @() }
    [LyttleCluster.TestPeers.FaultServer]::StartUnix().
        On('/_ping', [LyttleCluster.TestPeers.Faults]::Answer(200, 'OK', 'text/plain')).
        On('/version', (& $json @{ Version = '20.10.24'; ApiVersion = '1.41'; MinAPIVersion = '1.12' })).
        On('/info', (& $json @{ ID = 'talking'; Name = 'talking'; ContainersRunning = 1; Containers = 1 })).
        On('/containers/json', (& $json @(, $container))).
        On("/containers/$id/json", (& $json @{ Id = $id; Name = '/talker'; Config = @{ Tty = $false }; State = @{ Status = 'running' } })).
        On("/containers/$id/logs", [LyttleCluster.TestPeers.Faults]::StreamThenHang([byte[]]$lines, 'application/vnd.docker.raw-stream')).
        On('/events', [LyttleCluster.TestPeers.Faults]::StreamThenHang([byte[]]@(), 'application/json'))
}

# Waits for what a server sees; fails after a minute.
function Wait-Seen {
    param([Parameter(Mandatory)][System.Threading.Tasks.Task] $Task)
    if (-not $Task.Wait([timespan]::FromSeconds(60))) { throw 'The server never saw it.' }
}

# Makes a simulated node give these events to whoever watches. A script block could not run on the node's own threads.
function Set-SimulatedEvent {
    param([Parameter(Mandatory)] $Node, [Parameter(Mandatory)][LyttleCluster.TestPeers.SimulatedEvent[]] $Events)
    $asIs = [System.Linq.Enumerable].GetMethod('AsEnumerable').MakeGenericMethod([LyttleCluster.TestPeers.SimulatedEvent])
    $Node.Events = [System.Delegate]::CreateDelegate([Func[System.Collections.Generic.IEnumerable[LyttleCluster.TestPeers.SimulatedEvent]]], $Events, $asIs)
}

# Waits for a condition that is about to come true; fails after a minute.
function Wait-Until {
    param([Parameter(Mandatory)][scriptblock] $Condition)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt 60) { throw "Never came true: $Condition" }
        [System.Threading.Thread]::Sleep(20)
    }
}

Export-ModuleMember -Function *-*
