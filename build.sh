#!/bin/sh
# A door to build/LyttleCluster.Build; build.ps1 is the other. `./build.sh` alone lists the steps.
root=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
cd "$root" || exit 1
if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK was not found: put 'dotnet' on PATH (https://learn.microsoft.com/dotnet/core/install/linux)." >&2
    exit 1
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
exec dotnet run --project build/LyttleCluster.Build -- "$@"
