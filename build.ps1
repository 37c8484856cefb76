#!/usr/bin/env pwsh
# A door to build/LyttleCluster.Build; build.sh is the other. `./build.ps1` alone lists the steps.
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
Push-Location $PSScriptRoot
try { dotnet run --project build/LyttleCluster.Build -- @args }
finally { Pop-Location }
exit $LASTEXITCODE
