using System.Xml.Linq;

namespace LyttleCluster.Build;

/// <summary>The checkout, and where things lie in it.</summary>
internal sealed record Workspace(string Root)
{
    public string Bin => At("bin");

    /// <summary>What the steps fetch for themselves: PowerShell, Pester, PlatyPS.</summary>
    public string Tools => At("artifacts", "tools");

    public string TestResults => At("artifacts", "test-results");

    public string Solution => At("LyttleCluster.sln");

    /// <summary>The one version of all assemblies, as Directory.Build.props has it.</summary>
    public string Version => XDocument.Load(At("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The nearest folder at or above the current one, or above this program, that holds the solution.</summary>
    public static Workspace Find() =>
        new[] { Environment.CurrentDirectory, AppContext.BaseDirectory }
            .SelectMany(UpwardsFrom)
            .Where(folder => File.Exists(Path.Combine(folder, "LyttleCluster.sln")))
            .Select(folder => new Workspace(folder))
            .FirstOrDefault() ?? throw new BuildFailedException("LyttleCluster.sln was not found here or above. Start it by build.sh or build.ps1 of a checkout.");

    private static IEnumerable<string> UpwardsFrom(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
