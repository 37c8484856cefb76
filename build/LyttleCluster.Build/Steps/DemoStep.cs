using LyttleCluster.Build.Provisioning;

namespace LyttleCluster.Build.Steps;

/// <summary>With PowerShell the cmdlets in demo/demo.ps1; without it a console program that does the same through the engine.</summary>
internal static class DemoStep
{
    private const string Program = "LyttleCluster.Demo";

    public static async Task<int> RunAsync(Workspace workspace, IReadOnlyList<string> options)
    {
        if (options.FirstOrDefault(one => one != "--keep") is { } unknown)
            throw new BuildFailedException($"demo does not know '{unknown}'; it takes --keep.");
        var setup = new SetUp(workspace);
        var shortfalls = await setup.ForDemoAsync();
        await BuildStep.RunAsync(workspace);
        var code = setup.Pwsh is { } pwsh
            ? await RunCmdletsAsync(workspace, pwsh, options.Count > 0)
            : await RunEngineAsync(workspace, options);
        Shortfall.Print(shortfalls);
        return code;
    }

    private static Task<int> RunCmdletsAsync(Workspace workspace, string pwsh, bool keep)
    {
        string[] options = keep ? ["-Keep"] : [];
        return new Programs(workspace).RunAsync(pwsh, ["-NoLogo", "-NoProfile", "-NonInteractive", "-File", Existing(workspace.At("demo", "demo.ps1")), .. options]);
    }

    private static Task<int> RunEngineAsync(Workspace workspace, IReadOnlyList<string> options) => new Programs(workspace).RunAsync(
        "dotnet", ["run", "-c", "Release", "--project", Existing(workspace.At("demo", Program, Program + ".csproj")), "--", .. options]);

    internal static string Existing(string file) =>
        File.Exists(file) ? file : throw new BuildFailedException($"{file} does not exist in this checkout.");
}
