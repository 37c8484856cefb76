namespace LyttleCluster.Build.Assembling;

/// <summary>Which of the published files go to users.</summary>
internal sealed class ShippedFiles
{
    private static readonly string[] Platforms = ["linux-x64", "linux-arm64", "linux-musl-x64", "win-x64", "win-arm64", "osx-x64", "osx-arm64"];

    private readonly HashSet<string> _framework;

    /// <param name="withAspNetCore">Whether the host brings ASP.NET Core too: the service has it, PowerShell does not.</param>
    public ShippedFiles(bool withAspNetCore)
        : this(FrameworkAssemblies(withAspNetCore))
    {
    }

    internal ShippedFiles(IEnumerable<string> framework) => _framework = framework.ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Our assemblies and those of our dependencies; native libraries of the platforms we name.</summary>
    public bool BelongsToModule(string file) => IsNative(file) ? IsForOurPlatforms(file) : Path.GetExtension(file) == ".dll" && IsNotOfFramework(file);

    /// <summary>Assemblies that the module's own load context loads; the model goes to PowerShell's, from the portable file.</summary>
    public bool BelongsToCompiled(string file) => Path.GetExtension(file) == ".dll" && IsNotOfFramework(file) && file != "LyttleCluster.dll";

    /// <summary>As for the module, with what the `dotnet` host needs to start it.</summary>
    public bool BelongsToService(string file) =>
        BelongsToModule(file)
        || Path.GetFileName(file) is "lyttle-cluster" or "lyttle-cluster.exe"
        || file.EndsWith(".deps.json", StringComparison.Ordinal)
        || file.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);

    private bool IsNotOfFramework(string file) => !_framework.Contains(Path.GetFileName(file));

    private static bool IsNative(string file) => Parts(file)[0] == "runtimes";

    private static bool IsForOurPlatforms(string file) => Platforms.Contains(Parts(file)[1]);

    private static string[] Parts(string file) => file.Split('/', '\\');

    private static IEnumerable<string> FrameworkAssemblies(bool withAspNetCore)
    {
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var shared = Path.GetFullPath(Path.Combine(core, "..", ".."));
        var folders = withAspNetCore
            ? Directory.EnumerateDirectories(Path.Combine(shared, "Microsoft.AspNetCore.App"), Environment.Version.Major + ".*").Append(core)
            : [core];
        return folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll")).Select(file => Path.GetFileName(file));
    }
}
