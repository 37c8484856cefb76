using LyttleCluster.Build.Provisioning;

namespace LyttleCluster.Build.Steps;

/// <summary>docs/en-US from the built cmdlets, then en-US (MAML) from docs/en-US.</summary>
internal static class DocsStep
{
    public static async Task<int> RunAsync(Workspace workspace)
    {
        var setup = new SetUp(workspace);
        var shortfalls = await setup.ForDocsAsync();
        Shortfall.Print(shortfalls);
        if (setup.Pwsh is null || shortfalls.Count > 0)
            throw new BuildFailedException("help can be regenerated only with PowerShell 7.6 and Microsoft.PowerShell.PlatyPS. The committed help is untouched.");
        await BuildStep.RunAsync(workspace);
        return await new Programs(workspace).RunAsync(setup.Pwsh, ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", workspace.At("build", "Update-Help.ps1"), workspace.Root]);
    }
}
