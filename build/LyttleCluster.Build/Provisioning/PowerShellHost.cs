namespace LyttleCluster.Build.Provisioning;

/// <summary>Finds a PowerShell that can run the module.</summary>
internal static class PowerShellHost
{
    public const string Wanted = "PowerShell 7.6";
    private static readonly Version Least = new(7, 6);

    /// <summary>The `pwsh` of PATH or of our tools, if it is new enough; else null.</summary>
    public static async Task<string?> FindAsync(Workspace workspace, Programs programs)
    {
        var own = Path.Combine(workspace.Tools, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        foreach (var candidate in new[] { Programs.Find("pwsh"), File.Exists(own) ? own : null }.OfType<string>())
        {
            if (IsNewEnough((await programs.CaptureAsync(candidate, ["--version"], TimeSpan.FromSeconds(30)))?.Output))
                return candidate;
        }

        return null;
    }

    /// <summary>Reads `PowerShell 7.6.5` and `PowerShell 7.7.0-preview.1`.</summary>
    public static bool IsNewEnough(string? answer) =>
        answer?.Trim().Split(' ') is ["PowerShell", var version, ..]
        && Version.TryParse(version.Split('-')[0], out var parsed)
        && parsed >= Least;
}
