namespace LyttleCluster.Build.Provisioning;

/// <summary>Everything a fresh machine with only the .NET SDK lacks, as far as it can be had.</summary>
internal sealed class SetUp(Workspace workspace)
{
    private readonly Programs _programs = new(workspace);

    /// <summary>The PowerShell to use, after one of the methods ran; null without one.</summary>
    public string? Pwsh { get; private set; }

    /// <summary>Whether that PowerShell can run the Pester tests.</summary>
    public bool HasPester { get; private set; }

    public async Task<IReadOnlyList<Shortfall>> ForTestsAsync()
    {
        var system = await new AptPackages(_programs).ObtainAsync(DebianPackage.ForTests);
        var shell = await PowerShellAsync();
        var pester = await ModuleAsync(PackageNeed.Pester);
        HasPester = Pwsh is not null && pester.Count == 0;
        return [.. system, .. shell, .. pester];
    }

    public async Task<IReadOnlyList<Shortfall>> ForDemoAsync() =>
    [
        .. await new AptPackages(_programs).ObtainAsync(DebianPackage.ForDemo),
        .. await PowerShellAsync(),
    ];

    public Task<IReadOnlyList<Shortfall>> ForPagesAsync() => new AptPackages(_programs).ObtainAsync(DebianPackage.ForPages);

    public async Task<IReadOnlyList<Shortfall>> ForDocsAsync() => [.. await PowerShellAsync(), .. await ModuleAsync(PackageNeed.PlatyPS)];

    private async Task<IReadOnlyList<Shortfall>> PowerShellAsync()
    {
        Pwsh = await PowerShellHost.FindAsync(workspace, _programs);
        if (Pwsh is not null)
            return [];
        var shortfall = await new Provisioner(workspace, _programs).ObtainAsync(PackageNeed.PowerShell);
        Pwsh = await PowerShellHost.FindAsync(workspace, _programs);
        if (Pwsh is not null)
            return [];
        return [shortfall ?? new Shortfall(PowerShellHost.Wanted, "the installed tool does not start.", PackageNeed.PowerShell.Meaning)];
    }

    /// <summary>A module that PowerShell finds by itself is left as it is; without PowerShell there is no use for one.</summary>
    private async Task<IReadOnlyList<Shortfall>> ModuleAsync(PackageNeed module)
    {
        if (Pwsh is null || await IsListedAsync(module))
            return [];
        return await new Provisioner(workspace, _programs).ObtainAsync(module) is { } shortfall ? [shortfall] : [];
    }

    private async Task<bool> IsListedAsync(PackageNeed module)
    {
        // Pester 3 comes with Windows, and knows nothing of configurations.
        var question = $"(Get-Module -ListAvailable {module.Id}).Where({{ $_.Version -ge '{(module == PackageNeed.Pester ? "5.6" : "1.0")}' }}).Count";
        var answer = await _programs.CaptureAsync(Pwsh!, ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", question], TimeSpan.FromSeconds(60));
        return answer is { ExitCode: 0 } && answer.Output.Trim() is not ("" or "0");
    }
}
