#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
The main job of LyttleCluster on two private Docker hosts, as an operator types it.
.DESCRIPTION
Prints each command with its real output, checks each outcome, and takes everything down again, also after a failure or Ctrl+C. The
first outcome that is not as expected ends it with exit code 1. Needs a build (./build.sh demo makes one and calls this), Linux and root.
LyttleCluster.Demo/MainJob.cs and its parts do the same steps without PowerShell; a test holds the two together.
.PARAMETER Keep
Leaves hosts and state file up, and says how to reach them and how to take them down.
#>
[CmdletBinding()]
param([switch]$Keep)

$ErrorActionPreference = 'Continue' # as at a prompt: a command that fails shows its error, and the next one comes
$root = Split-Path $PSScriptRoot
$module = Join-Path $root LyttleCluster.psd1
$program = Join-Path $root artifacts bin LyttleCluster.Demo release LyttleCluster.Demo.dll
$script:Keeper = $null
$script:Checked = 0
$script:Manager = ''

# --- The hosts. A process of ours holds them and speaks JSON lines (Hosts/HostsKeeper.cs); they go down when its input ends. ---

function Start-Hosts {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet', [string[]]($program, 'hosts'))
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true # kept hosts hold no pipe of ours open
    $script:Keeper = [Diagnostics.Process]::Start($start)
    Receive-FromHosts
}

function Send-ToHosts([string[]]$Request) {
    $Keeper.StandardInput.WriteLine((ConvertTo-Json $Request -Compress))
    (Receive-FromHosts).output
}

function Receive-FromHosts {
    $line = $Keeper.StandardOutput.ReadLineAsync()
    while (-not $line.Wait(200)) { } # in slices: only between them can Ctrl+C end us
    if (-not $line.Result) { throw "the process that holds the hosts has ended. $($Keeper.StandardError.ReadToEnd())" }
    $reply = ConvertFrom-Json $line.Result
    if ($reply.error) { throw $reply.error }
    $reply
}

function Stop-Hosts {
    $Keeper.StandardInput.Close()
    if (-not $Keeper.WaitForExit(60000)) { throw "the hosts are still up after 60 s. Try: kill $($Keeper.Id)" }
}

# --- What is printed, and what is checked ---

function Section([string]$Title) { Write-Host "`n--- $Title ---`n" -ForegroundColor Cyan }

function Show-Line([string]$Prompt, [string]$Line) {
    Write-Host "$Prompt " -NoNewline
    Write-Host $Line -ForegroundColor Yellow
}

# Runs a line as if it were typed at the prompt. $Rows and $Problems have what came of it, for the check.
function Step([string]$Line, [string]$Expected, [scriptblock]$Check) {
    Show-Line 'PS>' $Line
    $typed = [scriptblock]::Create($Line)
    # At a terminal as the terminal is; elsewhere as at one of 100 columns.
    if (-not [Console]::IsOutputRedirected) { . $typed 2>&1 3>&1 | Tee-Object -Variable all | Out-Host }
    else { . $typed 2>&1 3>&1 | Tee-Object -Variable all | Out-String -Stream -Width 100 | Write-Host }

    $script:Problems, $script:Rows = @($all).Where({ $_ -is [Management.Automation.ErrorRecord] }, 'Split')
    if (-not (& $Check)) { throw "after '$Line' this was expected: $Expected." }
    $script:Checked++
    Write-Host "  [ok] $Expected`n" -ForegroundColor Green
}

# Runs docker on a host: making containers is not this module's yet.
function DockerOn {
    $name, $arguments = $args
    $quoted = $arguments.ForEach({ if ($_ -match '\s') { '"' + $_ + '"' } else { $_ } })
    Show-Line "$name`$" "docker $quoted"
    Write-Host "$(Send-ToHosts (@('docker', $name) + $arguments))`n"
}

# What a visitor of a page gets from the nginx of each of some nodes.
function Visit([string]$Page, [string]$Expected, [string[]]$Nodes) {
    Write-Host "# A visitor of http://$Page gets"
    foreach ($node in $Nodes) {
        $answer = Send-ToHosts visit, $node, $Page
        if ($answer -cne $Expected) { throw "a visitor of http://$Page should get '$Expected' from $node, and got '$answer'." }
        $script:Checked++
        Write-Host "  [ok] from ${node}: $answer" -ForegroundColor Green
    }
    Write-Host
}

# What a browser gets from the manager: each page with these words.
function Browse([string]$Page, [string[]]$Shows) {
    Write-Host "# A browser at $Page"
    $answer = Invoke-WebRequest $Page -NoProxy
    foreach ($words in $Shows) {
        if (-not $answer.Content.Contains($words)) { throw "$Page should show '$words', and does not." }
        $script:Checked++
        Write-Host "  [ok] shows $words" -ForegroundColor Green
    }
    Write-Host
}

function All($Values, $Expected) { -not @($Values).Where({ $_ -ne $Expected }) }

# --- The main job ---

function Invoke-MainJob($Up) {
    $first, $second = $Up.hosts
    ($web1, $address1), ($web2, $address2) = ($first.docker, $first.address), ($second.docker, $second.address)
    ($api1, $key1, $proxy1), ($api2, $key2, $proxy2) = ($first.nginxApi, $first.nginxApiKeyFile, $first.proxyAddress), ($second.nginxApi, $second.nginxApiKeyFile, $second.proxyAddress)
    $state = $Up.state
    $image = 'lyttle/busybox:test'
    $serve = "trap 'exit 0' TERM; hostname > index.html; httpd -p 80; sleep 1d & wait"
    $count = "trap 'exit 0' TERM; while :; do echo tick `$((n += 1)); sleep 0.3 & wait; done"
    $crash = 'sleep 0.3; echo no work left; exit 3'

    Section 'Two hosts join the cluster'
    Step "Connect-Cluster -Path $state" 'a state file for this demo alone' { $Rows.Path -eq $state }
    Step "Add-ClusterNode web1 -Docker $web1 -Address $address1 -Location eu/rack1" 'web1 is Ready' { $Rows.Status -eq 'Ready' }
    Step "Add-ClusterNode web2 -Docker $web2 -Address $address2 -Location eu/rack2" 'web2 is Ready' { $Rows.Status -eq 'Ready' }
    Step 'Test-ClusterNode web1' 'every check passed' { $Rows.Count -ge 5 -and (All $Rows.Passed $true) }

    Section 'What runs there'
    DockerOn web1 run -d --name blog --hostname blog '-p' 8080:80 --health-cmd 'pidof httpd' --health-interval 1s $image sh -c $serve
    DockerOn web2 run -d --name shop --hostname shop '-p' 8080:80 --health-cmd 'pidof httpd' --health-interval 1s $image sh -c $serve
    DockerOn web2 run -d --name clock $image sh -c $count
    Step 'Wait-ClusterContainer blog, shop -Healthy -WaitSec 60' 'both are healthy' { $Rows.Count -eq 2 -and (All $Rows.Health Healthy) }
    Step 'Get-ClusterContainer' 'three containers run on two nodes' { $Rows.Count -eq 3 -and (All $Rows.State Running) }
    Step 'Get-ClusterNode' 'two nodes, both Ready' { $Rows.Count -eq 2 -and (All $Rows.Status Ready) }
    Step 'Test-ClusterContainer blog -Port 80' 'its port takes connections' { $Rows.Passed }

    Section 'Stop, start, restart'
    Step 'Stop-ClusterContainer blog -WhatIf' 'nothing was done' { -not $Rows -and -not $Problems }
    Step 'Stop-ClusterContainer blog -PassThru' 'blog has ended, with 0' { $Rows.State -eq 'Exited' -and $Rows.ExitCode -eq 0 }
    Step 'Start-ClusterContainer blog -PassThru' 'blog runs' { $Rows.State -eq 'Running' }
    Step 'Get-ClusterContainer -Node web2 -Image lyttle/* | Restart-ClusterContainer' 'both were restarted' { -not $Rows -and -not $Problems }
    Step 'Remove-ClusterContainer blog -Confirm:$false' 'refused: it runs' { $Problems.FullyQualifiedErrorId -like 'ContainerStillRunning,*' }
    Step 'Get-ClusterContainer -State Running' 'all three run' { $Rows.Count -eq 3 }

    Section 'Logs'
    Step 'Get-ClusterContainerLog clock -Tail 3' 'three lines' { $Rows.Count -eq 3 -and (All $Rows.Container clock) }
    Step 'Get-ClusterContainerLog clock -Tail 0 -Follow | Select-Object -First 3' 'three new lines, as they were written' { $Rows.Count -eq 3 }

    Section 'Events, and a container to remove'
    DockerOn web1 run -d --name worker --restart always $image sh -c $crash
    Step 'Watch-ClusterEvent -Type container -MaxCount 4 -WaitSec 60' 'worker ends and is started, again and again' {
        $Rows.Count -eq 4 -and $Rows.Action -contains 'die' -and $Rows.Action -contains 'start'
    }
    Step 'Get-ClusterContainerLog worker -Tail 1' 'its last words' { $Rows.Message -eq 'no work left' }
    Step 'Get-ClusterContainer worker | Remove-ClusterContainer -Force -Confirm:$false' 'no error' { -not $Problems }
    Step 'Get-ClusterEvent -Node web1 -Newest 4' 'the last thing seen of it is its removal' { $Rows[-1].Name -eq 'worker' -and $Rows[-1].Action -eq 'destroy' }

    Section 'A host goes down'
    Show-Line '$' "kill -9 $($second.process)   # the Docker engine of web2"
    Send-ToHosts kill, web2 | Out-Null
    Write-Host
    Step 'Get-ClusterContainer' 'one error, which names web2 and says what to do; the containers of web1' {
        $Rows.Name -eq 'blog' -and $Problems.Count -eq 1 -and $Problems[0].CategoryInfo.TargetName -eq 'web2' -and $Problems[0].ErrorDetails.RecommendedAction
    }
    Step 'Get-ClusterNode' 'web1 is Ready, web2 is Unreachable' { "$($Rows | Sort-Object Name | ForEach-Object Status)" -eq 'Ready Unreachable' }
    Step 'Get-ClusterNode web2 | Format-List' 'the last known values, their age, the reason and the remedy' {
        $text = $Rows | Out-String -Width 200
        @('Seen +: .* ago\)', 'Containers +: 2: 2 running', 'Reason +: nobody listens', 'Remedy +: Start the engine').Where({ $text -notmatch $_ }).Count -eq 0
    }
    Step 'Get-ClusterContainer -Node web2 -Cached' 'what ran there when it was last seen' { $Rows.Count -eq 2 -and -not $Problems }
    Step 'Get-Cluster' 'a warning of web2' { $Rows.Warnings.Id -eq 'NodeUnreachable' -and $Rows.Warnings.Node -eq 'web2' }

    Section 'It comes back'
    Write-Host "# Somebody starts the Docker engine of web2 again.`n"
    Send-ToHosts start, web2 | Out-Null
    Step 'Wait-ClusterNode web2 -WaitSec 60' 'web2 is Ready' { $Rows.Status -eq 'Ready' }
    Step 'Get-ClusterContainer -Node web2 -State Exited | Start-ClusterContainer -PassThru' 'what went down with it runs again' {
        $Rows.Count -eq 2 -and (All $Rows.State Running)
    }
    Step 'Wait-ClusterContainer shop -Healthy -WaitSec 60' 'shop is healthy' { $Rows.Health -eq 'Healthy' }
    Step 'Get-ClusterOperation -Newest 5' 'every change is in the journal' { $Rows.Count -eq 5 -and (All $Rows.Outcome Succeeded) }

    Section 'A plain nginx on each host, with an agent beside it'
    Step "Set-ClusterNode web1 -NginxApi $api1 -NginxApiKeyFile $key1 -ProxyAddress $proxy1" 'its nginx is well, too' { $Rows.NginxApi.Health -eq 'Healthy' }
    Step "Set-ClusterNode web2 -NginxApi $api2 -NginxApiKeyFile $key2 -ProxyAddress $proxy2" 'its nginx is well, too' { $Rows.NginxApi.Health -eq 'Healthy' }
    Step 'Get-NginxStatus' 'two agents, both nginx are healthy' { $Rows.Count -eq 2 -and (All $Rows.Health Healthy) }
    Step 'Test-NginxConfiguration' 'both configurations are valid' { $Rows.Count -eq 2 -and (All $Rows.Passed $true) }
    Step "Invoke-NginxReload web1, web2 -Probe http://shop.example/" 'nginx took it on both: that was verified, not believed' { $Rows.Count -eq 2 -and (All $Rows.Verified $true) }

    Section 'A reload that nginx does not take'
    $port = Send-ToHosts occupy, web1
    Write-Host "# On web1 a new site wants to listen on $port, but another program does.`n"
    Step 'Test-NginxConfiguration web1' 'nginx -t finds nothing wrong' { $Rows.Passed }
    Step 'Invoke-NginxReload web1, web2' 'it is said that web1 runs its old configuration; web2 is left alone' {
        "$($Rows.Outcome)" -eq 'Failed Skipped' -and $Problems.FullyQualifiedErrorId -like 'NginxReloadNotTaken,*' -and $Rows[0].LogTail -match 'Address already in use'
    }
    Write-Host "# The other program has ended.`n"
    Send-ToHosts free | Out-Null
    Step 'Invoke-NginxReload web1, web2' 'nginx took it on both' { $Rows.Count -eq 2 -and (All $Rows.Verified $true) }
    Visit any.example/visit '200 no site of this name' web1, web2
    Step 'Get-NginxLog | Where-Object Stream -EQ access | Select-Object -Last 2' 'the logs of both, merged' {
        "$($Rows.Node | Sort-Object)" -eq 'web1 web2' -and @($Rows | Where-Object Message -Like '*GET /visit*').Count -eq 2
    }
}

function Invoke-Domains($Up) {
    $first, $second = $Up.hosts
    $blog, $shop = "http://$($first.address):8080", "http://$($second.address):8080"
    $api2, $key2, $proxy2 = $second.nginxApi, $second.nginxApiKeyFile, $second.proxyAddress
    $state, $other = $Up.state, $Up.otherState

    Section 'Domains: what is wanted, and a publish'
    Step "Set-ClusterDomain shop.example -Upstream $shop -Alias www.shop.example" 'wanted on both nodes, and there on none yet' {
        $Rows.Sync -eq 'Pending' -and $Rows.Nodes.Count -eq 2
    }
    Step "Set-ClusterDomain bücher.example -Upstream $blog" 'shown as typed, kept in punycode' {
        $Rows.Name -eq 'bücher.example' -and $Rows.AsciiName -eq 'xn--bcher-kva.example'
    }
    Step 'Set-ClusterDomain old.example -RedirectTo https://shop.example -RedirectStatus 308 -RedirectKeepPath' 'a redirect' { $Rows.Kind -eq 'Redirect' }
    Step 'Set-ClusterDomain evil.example -RedirectTo javascript:alert' 'refused, and not stored' {
        -not $Rows -and $Problems.FullyQualifiedErrorId -like 'DomainRedirectInvalid,*'
    }
    Step "Set-ClusterDomain shop.example -CustomConfiguration 'include /etc/shadow;'" 'refused: not of the allow-list' {
        -not $Rows -and $Problems.FullyQualifiedErrorId -like 'DomainCustomConfigurationInvalid,*'
    }
    Step 'Publish-ClusterDomain -SkipVerification NameResolution -WhatIf' 'the plan; nothing was done' { -not $Rows -and -not $Problems }
    Visit shop.example/ '200 no site of this name' web1, web2
    Step 'Publish-ClusterDomain -SkipVerification NameResolution' 'three domains on two nodes, all Applied' { $Rows.Count -eq 6 -and (All $Rows.Outcome Applied) }
    Visit shop.example/ '200 shop' web1, web2
    Visit bücher.example/ '200 blog' web1, web2
    Visit old.example/cart?item=7 '308 https://shop.example/cart?item=7' web1, web2
    Visit any.example/ '200 no site of this name' web1, web2
    Step 'Publish-ClusterDomain -SkipVerification NameResolution' 'all Unchanged: there is nothing to do' { $Rows.Count -eq 6 -and (All $Rows.Outcome Unchanged) }

    Section 'A publish that nginx does not take'
    Step 'Set-ClusterDomain shop.example -Alias www.shop.example, store.example' 'another alias' { $Rows.Aliases.Count -eq 2 -and $Rows.Sync -eq 'Pending' }
    $port = Send-ToHosts occupy, web1
    Write-Host "# On web1 a new site wants to listen on $port, but another program does.`n"
    Step 'Publish-ClusterDomain -SkipVerification NameResolution shop.example' 'put back on web1; web2 is left alone' {
        "$($Rows.Node)" -eq 'web1 web2' -and "$($Rows.Outcome)" -eq 'RolledBack Skipped' -and $Problems.FullyQualifiedErrorId -like 'NginxReloadNotTaken,*'
    }
    Visit shop.example/ '200 shop' web1, web2
    Visit store.example/ '200 no site of this name' web1, web2
    Write-Host "# The other program has ended.`n"
    Send-ToHosts free | Out-Null
    Step 'Publish-ClusterDomain -SkipVerification NameResolution shop.example' 'Applied on both' { $Rows.Count -eq 2 -and (All $Rows.Outcome Applied) }
    Visit store.example/ '200 shop' web1, web2

    Section 'Another operator changes an entry on web2'
    Step "Connect-Cluster -Path $other" 'another state file, which knows nothing of ours' { $Rows.Path -eq $other }
    Step "Add-ClusterNode web2 -NginxApi $api2 -NginxApiKeyFile $key2 -ProxyAddress $proxy2" 'web2 is Ready' { $Rows.Status -eq 'Ready' }
    Step 'Import-ClusterDomain shop.example' 'adopted as it is' { $Rows.Kind -eq 'Upstream' -and $Rows.Sync -eq 'Applied' }
    Step 'Set-ClusterDomain shop.example -RedirectTo https://sale.example' 'it leads elsewhere now' { $Rows.Kind -eq 'Redirect' }
    Step 'Publish-ClusterDomain -SkipVerification NameResolution' 'Applied on web2' { $Rows.Count -eq 1 -and (All $Rows.Outcome Applied) }
    Visit shop.example/ '301 https://sale.example/' web2
    Step "Connect-Cluster -Path $state" 'our state file again' { $Rows.Path -eq $state }
    Step 'Get-ClusterDomain' 'shop.example is Drifted, the others are Applied' {
        $Rows.Count -eq 3 -and -not $Rows.Where({ $_.Sync -ne ($_.Name -eq 'shop.example' ? 'Drifted' : 'Applied') })
    }
    Step 'Compare-ClusterDomain shop.example -Node web2 | Format-List' 'wanted, on the node, and what nginx answers' {
        $text = $Rows | Out-String -Width 200
        @('Sync +: Drifted', "Desired +: .*$shop", 'OnNode +: .*sale\.example', 'Answer +: .*301 to https://sale\.example').Where({ $text -notmatch $_ }).Count -eq 0
    }
    Step 'Publish-ClusterDomain -SkipVerification NameResolution shop.example' 'repaired on web2' {
        "$($Rows | Sort-Object Node | ForEach-Object Outcome)" -eq 'Unchanged Applied'
    }
    Visit shop.example/ '200 shop' web2

    Section 'A mistake, undone'
    Step 'Remove-ClusterDomain bücher.example -Confirm:$false' 'no longer wanted' { -not $Problems }
    Step 'Publish-ClusterDomain -SkipVerification NameResolution bücher.example' 'gone from both nodes' {
        $Rows.Count -eq 2 -and (All $Rows.Outcome Applied) -and (All $Rows.Action Delete)
    }
    Visit bücher.example/ '200 no site of this name' web1, web2
    Step 'Get-ClusterOperation -Newest 2 | Undo-ClusterOperation' 'the publish is undone, then the removal' { $Rows.Count -eq 2 -and -not $Problems -and -not $Rows.Where({ -not $_.Undoes }) }
    Visit bücher.example/ '200 blog' web1, web2
    Step 'Get-ClusterDomain' 'all three are Applied' { $Rows.Count -eq 3 -and (All $Rows.Sync Applied) }
    Step 'Get-ClusterOperation -Newest 4' 'the mistake and its undoing are in the journal' { $Rows.Count -eq 4 -and (All $Rows.Outcome Succeeded) }
}

function Invoke-Manager($Up) {
    $state = $Up.state

    Section 'A manager watches the cluster'
    Step "Start-ClusterManager $state -Listen http://127.0.0.1:0 -Wait" 'it listens, and has looked at every node' { $Rows.Status -eq 'Running' }
    $manager = $script:Manager = "$($Rows.Uri)"
    Browse "${manager}" 'web1', 'web2'
    Browse "${manager}nodes" 'web1', 'web2', 'Ready'
    Browse "${manager}containers?output=csv" 'blog', 'shop', 'clock'
    Browse "${manager}api/v1/domains" 'shop.example', 'Applied'
    Browse "${manager}metrics" 'lyttle_manager_nodes'
    Step "Set-ClusterNode web1 -Location eu/rack3" 'refused: the manager holds the state' { -not $Rows -and $Problems.FullyQualifiedErrorId -like 'ManagerHoldsState,*' }
    Step "Connect-Cluster -Manager $manager" 'the same cluster, through its manager' { $Rows.Kind -eq 'Manager' }
    Step 'Get-ClusterContainer' 'the same three containers' { $Rows.Count -eq 3 -and (All $Rows.State Running) }
    Step 'Set-ClusterNode web1 -Location eu/rack3' 'changed by the manager' { $Rows.Location -eq 'eu/rack3' }
    Step 'Invoke-NginxReload web1, web2' 'nginx took it on both' { $Rows.Count -eq 2 -and (All $Rows.Verified $true) }
    Step 'Get-ClusterOperation -Newest 2' 'both changes are in the journal' { $Rows.Count -eq 2 -and (All $Rows.Outcome Succeeded) }
    Browse "${manager}nodes/web1" 'eu/rack3'
    Write-Host "Its page: $manager`n"
}

function Show-HowToReach($Up) {
    Write-Host @"
Left up, until you say: kill $($Up.process)
  Import-Module $module
  Connect-Cluster -Manager $Manager
  $Manager in a browser
  docker -H $($Up.hosts[0].docker) ps
  docker -H $($Up.hosts[1].docker) ps
"@
}

$failure = 'The demo was interrupted.'
try {
    if (-not (Test-Path $program)) { throw 'it is not built: run ./build.sh demo.' }
    Write-Host "LyttleCluster's main job in PowerShell $($PSVersionTable.PSVersion). Starting two private Docker hosts ..."
    $up = Start-Hosts
    Import-Module $module
    Invoke-MainJob $up
    Invoke-Domains $up
    Invoke-Manager $up
    $failure = $null
}
catch {
    $failure = "The demo failed: $_"
}
finally {
    if (Get-Command Disconnect-Cluster -ErrorAction Ignore) { Disconnect-Cluster }
    if ($failure) { Write-Host "`n$failure" -ForegroundColor Red }
    else { Write-Host "`n$Checked outcomes checked, all as expected." -ForegroundColor Green }
    if ($Keep -and $up) {
        Send-ToHosts keep | Out-Null
        Show-HowToReach $up
    }
    elseif ($Keeper) {
        Stop-Hosts
        Write-Host 'Both hosts and the state file are gone again.'
    }
    if ($failure) { $Host.SetShouldExit(1) } # after Ctrl+C nothing behind this block runs
}
exit [int][bool]$failure
