using System.Runtime.InteropServices;

namespace LyttleCluster.Build.Assembling;

/// <summary>
/// The module's assemblies with machine code for this platform beside the portable ones, in bin/runtimes/RID/lib, where the module's
/// load context looks first: a new session then compiles a quarter of what it would. A feed without the compiler costs only that.
/// </summary>
internal static class AheadOfTime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task CompileAsync(Workspace workspace)
    {
        // Of its own: another platform's intermediate files in the common folder would make every build restore again.
        var artifacts = workspace.At("artifacts", "ahead");
        var platform = RuntimeInformation.RuntimeIdentifier;
        var published = Path.Combine(artifacts, "published");
        var compiled = await new Programs(workspace).CaptureAsync(
            "dotnet",
            ["publish", workspace.At("src", "LyttleCluster.Module"), "-c", "Release", "-r", platform, "--self-contained", "false", "-p:PublishReadyToRun=true", "-p:ArtifactsPath=" + artifacts, "-o", published, "--nologo", "-v", "quiet"],
            Limit);
        if (compiled is not { ExitCode: 0 })
        {
            Console.WriteLine($"Not compiled ahead of time for {platform}: Microsoft.NETCore.App.Crossgen2 is not to be had here. The module works, and starts slower.");
            return;
        }

        var module = new ShippedFiles(withAspNetCore: false);
        Folders.Copy(published, Path.Combine(workspace.Bin, "runtimes", platform, "lib"), module.BelongsToCompiled);
    }
}
