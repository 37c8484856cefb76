namespace LyttleCluster.Core.Services;

/// <summary>The executable <c>lyttle-cluster</c> that belongs to this module.</summary>
internal static class ServiceProgram
{
    private static readonly string Name = OperatingSystem.IsWindows() ? "lyttle-cluster.exe" : "lyttle-cluster";

    /// <summary>Its path: in <c>service/</c> of the folder of the module's assemblies, which may themselves be in a folder of their platform below it.</summary>
    /// <exception cref="ClusterException"><c>ManagerProgramMissing</c>.</exception>
    public static string Find() => FindAbove(Path.GetDirectoryName(typeof(ServiceProgram).Assembly.Location)!);

    /// <summary>The same, from a folder on.</summary>
    internal static string FindAbove(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            var program = Path.Combine(above, "service", Name);
            if (File.Exists(program)) return program;
        }

        throw ManagerErrors.ProgramMissing(Path.Combine(folder, "service", Name));
    }
}
