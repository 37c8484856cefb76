namespace LyttleCluster.Build.Provisioning;

/// <summary>A package that the steps use when the machine's feeds have it.</summary>
/// <param name="Id">Its name in the feed.</param>
/// <param name="Versions">A floating version such as `7.6.*`.</param>
/// <param name="Kind">What to make of it.</param>
/// <param name="Meaning">What its absence means, for the list at the end.</param>
internal sealed record PackageNeed(string Id, string Versions, PackageKind Kind, string Meaning)
{
    public static PackageNeed PowerShell { get; } = new(
        "PowerShell", "7.6.*", PackageKind.DotnetTool,
        "Pester tests count as skipped, and the demo runs through the engine. Install PowerShell 7.6 so that `pwsh` is on PATH.");

    public static PackageNeed Pester { get; } = new(
        "Pester", "*", PackageKind.PowerShellModule, "Pester tests count as skipped. In PowerShell: Install-PSResource Pester.");

    public static PackageNeed PlatyPS { get; } = new(
        "Microsoft.PowerShell.PlatyPS", "1.*", PackageKind.PowerShellModule,
        "Help cannot be regenerated; the committed one stays. In PowerShell: Install-PSResource Microsoft.PowerShell.PlatyPS.");
}
