# Reloads of one nginx: the bare signal and the cmdlet in turn, each with an answer of its own that must be served afterwards.
param([string] $Module, [string] $Yardstick, [string] $Site, [int] $Master, [string] $Page, [int] $Rounds)
$ErrorActionPreference = 'Stop'
Import-Module $Module
$null = [System.Reflection.Assembly]::LoadFrom($Yardstick)
$bare = [LyttleCluster.Bench.BareNginx]::new($Site, $Master, $Page)
$watch = [System.Diagnostics.Stopwatch]::new()
$runs = for ($i = -3; $i -lt $Rounds; $i++) {
    $own = $bare.Reload("own$i")
    $bare.Write("ours$i")
    $watch.Restart()
    $result = Invoke-NginxReload n0
    $took = $watch.Elapsed.TotalMilliseconds
    if (-not $result.Verified -or $bare.Ask() -ne "ours$i") { throw "After the reload nginx answers $($bare.Ask())." }
    if ($i -ge 0) { @{ Bare = $own.All; BareFirst = $own.First; Ours = $took } }
    Start-Sleep -Milliseconds 400 # an agent takes 20 calls of one key in a second
}
@{ Runs = @($runs) } | ConvertTo-Json -Compress -Depth 4
