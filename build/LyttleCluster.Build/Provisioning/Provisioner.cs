using System.Text.Json;

namespace LyttleCluster.Build.Provisioning;

/// <summary>
/// Gets packages from whatever NuGet sources this machine has configured: `dotnet` resolves them, nothing here names one. A source
/// that lacks the package, or does not answer, costs seconds, not minutes.
/// </summary>
/// <param name="workspace">Where the tools folder lies.</param>
/// <param name="programs">Runs `dotnet`.</param>
/// <param name="configFile">A nuget.config to use instead of the machine's: for tests.</param>
internal sealed class Provisioner(Workspace workspace, Programs programs, string? configFile = null)
{
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(5);

    private string[] Config => configFile is null ? [] : ["--configfile", configFile];

    /// <summary>Installs the package below <see cref="Workspace.Tools"/>, unless an earlier run did. Null when it is there now.</summary>
    public async Task<Shortfall?> ObtainAsync(PackageNeed need)
    {
        if (IsThere(need))
            return null;
        Directory.CreateDirectory(workspace.Tools);
        var why = await WhyNotInSourcesAsync(need) ?? await (need.Kind == PackageKind.DotnetTool ? InstallToolAsync(need) : UnpackModuleAsync(need));
        return why is null ? null : new Shortfall($"{need.Id} {need.Versions}", why, need.Meaning);
    }

    private bool IsThere(PackageNeed need) => need.Kind switch
    {
        PackageKind.DotnetTool => Directory.Exists(Path.Combine(workspace.Tools, ".store", need.Id.ToLowerInvariant())),
        _ => Directory.Exists(ModuleFolder(need)) && Directory.EnumerateDirectories(ModuleFolder(need)).Any(),
    };

    private string ModuleFolder(PackageNeed need) => Path.Combine(workspace.Tools, "Modules", need.Id);

    /// <summary>Asks before downloading: `dotnet` itself would wait 100 s, several times, for a source that is silent.</summary>
    private async Task<string?> WhyNotInSourcesAsync(PackageNeed need)
    {
        var answer = await programs.CaptureAsync("dotnet", ["package", "search", need.Id, "--exact-match", "--format", "json", .. Config], SearchLimit);
        if (answer is null)
            return $"the machine's NuGet sources did not answer within {SearchLimit.TotalSeconds:0} s.";
        return IsNowhere(answer.Output) ? "none of the machine's NuGet sources has it." : null;
    }

    /// <summary>True only if every source answered, and none with a package; a source that cannot be searched may have it all the same.</summary>
    internal static bool IsNowhere(string searchAnswer)
    {
        try
        {
            using var answer = JsonDocument.Parse(searchAnswer);
            return answer.RootElement.GetProperty("problems").GetArrayLength() == 0
                && answer.RootElement.GetProperty("searchResult").EnumerateArray().All(source => source.GetProperty("packages").GetArrayLength() == 0);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException)
        {
            return false;
        }
    }

    private async Task<string?> InstallToolAsync(PackageNeed need) => WhyFailed(await programs.CaptureAsync(
        "dotnet", ["tool", "install", need.Id, "--tool-path", workspace.Tools, "--version", need.Versions, .. Config], DownloadLimit));

    /// <summary>
    /// A module's package holds no library for projects, so a project that restores it costs nothing but the download; `dotnet` picks
    /// the newest version that fits.
    /// </summary>
    private async Task<string?> UnpackModuleAsync(PackageNeed need)
    {
        var work = Directory.CreateDirectory(Path.Combine(workspace.Tools, "restore", need.Id)).FullName;
        var packages = Path.Combine(work, "packages");
        await File.WriteAllTextAsync(Path.Combine(work, "restore.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="{need.Id}" Version="{need.Versions}" ExcludeAssets="all" /></ItemGroup>
            </Project>
            """);
        var restored = await programs.CaptureAsync(
            "dotnet",
            ["restore", work, "--packages", packages, "-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryPackagesProps=false", "-p:NuGetAudit=false", .. Config],
            DownloadLimit);
        return WhyFailed(restored) ?? CopyModule(need, Path.Combine(packages, need.Id.ToLowerInvariant()));
    }

    /// <summary>Galleries put the manifest on top of the package, NuGet authors put it below tools/.</summary>
    private string? CopyModule(PackageNeed need, string packages)
    {
        var manifest = Directory.EnumerateFiles(packages, "*.psd1", SearchOption.AllDirectories)
            .Where(file => string.Equals(Path.GetFileNameWithoutExtension(file), need.Id, StringComparison.OrdinalIgnoreCase))
            .MinBy(file => file.Length);
        if (manifest is null)
            return "the package of that name holds no PowerShell module.";
        var version = Path.GetRelativePath(packages, manifest).Split(Path.DirectorySeparatorChar)[0].Split('-')[0];
        Folders.Copy(Path.GetDirectoryName(manifest)!, Path.Combine(ModuleFolder(need), version));
        return null;
    }

    private static string? WhyFailed(ProgramOutput? run) => run switch
    {
        null => $"the download took longer than {DownloadLimit.TotalMinutes:0} minutes.",
        { ExitCode: 0 } => null,
        _ => run.LastLine,
    };
}
