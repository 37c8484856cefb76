namespace LyttleCluster.Build.Provisioning;

/// <summary>Installs what is missing by apt-get, when this is Debian or a child of it and we are root.</summary>
internal sealed class AptPackages(Programs programs)
{
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> Unattended = new(StringComparer.Ordinal) { ["DEBIAN_FRONTEND"] = "noninteractive" };

    private static readonly string[] Install =
        ["install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"];

    public async Task<IReadOnlyList<Shortfall>> ObtainAsync(IReadOnlyList<DebianPackage> wanted)
    {
        var missing = await MissingAsync(wanted);
        if (missing.Count == 0)
            return [];
        if (WhyNotInstall() is { } why)
            return [.. missing.Select(one => new Shortfall(one.Name, why, one.Meaning))];
        await InstallAsync(missing);
        return [.. (await MissingAsync(missing)).Select(one => new Shortfall(one.Name, "apt-get could not install it (see above).", one.Meaning))];
    }

    private static string? WhyNotInstall()
    {
        if (Programs.Find("apt-get") is null)
            return "it is not installed, and there is no apt-get here.";
        return Environment.IsPrivilegedProcess ? null : "it is not installed, and only root may install it.";
    }

    private async Task InstallAsync(IReadOnlyList<DebianPackage> missing)
    {
        Console.WriteLine($"Installing {string.Join(", ", missing.Select(one => one.Name))} by apt-get.");
        using var quiet = ServiceStarts.Suppress();
        await programs.RunAsync("apt-get", ["update", "-qq"], Unattended);
        // One by one: a package that this distribution does not have, or no longer needs, must not keep the others away.
        foreach (var package in missing)
        {
            if (!await IsThereAsync(package))
                await programs.RunAsync("apt-get", [.. Install, package.Name], Unattended);
        }
    }

    private async Task<IReadOnlyList<DebianPackage>> MissingAsync(IReadOnlyList<DebianPackage> wanted)
    {
        var missing = new List<DebianPackage>();
        foreach (var package in wanted)
        {
            if (!await IsThereAsync(package))
                missing.Add(package);
        }

        return missing;
    }

    private async Task<bool> IsThereAsync(DebianPackage package) => package.Programs.Length > 0
        ? package.Programs.All(one => Programs.Find(one) is not null)
        : await IsInstalledAsync(package.Name);

    private async Task<bool> IsInstalledAsync(string package) =>
        (await programs.CaptureAsync("dpkg-query", ["-W", "-f", "${db:Status-Status}", package], AskLimit))?.Output == "installed";
}
