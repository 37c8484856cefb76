using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace LyttleCluster.Loading;

/// <summary>
/// The load context of everything but the model: cmdlets, engine and every dependency. Other modules may ship other
/// versions of the same libraries; here they cannot meet ours. Only <c>LyttleCluster.dll</c> itself is shared with the
/// default context, so that scripts see one <c>[LyttleCluster.ClusterNode]</c>.
/// </summary>
public sealed class ModuleLoadContext : AssemblyLoadContext
{
    private const string ModuleAssembly = "LyttleCluster.Module";

    private static readonly Lock Sync = new();
    private static readonly Assembly Model = typeof(ModuleLoadContext).Assembly;
    private static ModuleLoadContext? _instance;

    private readonly string _folder;
    private readonly string[] _folders;

    private ModuleLoadContext(string folder)
        : base("LyttleCluster")
    {
        _folder = folder;
        // Compiled ahead of time where the build could do that for this platform: in a new session that saves much compiling.
        // The portable ones stay beside them, because another platform's runtime refuses compiled ones.
        _folders = [.. Platform.FoldersOf(folder, RuntimeInformation.RuntimeIdentifier, "lib"), folder];
    }

    /// <summary>
    /// Loads the cmdlets that belong to the loaded model; called by the module's script, in every runspace.
    /// </summary>
    /// <param name="folder">The folder that the script stands in.</param>
    /// <returns>
    /// What the script needs, as one array because each further call from a script costs a millisecond: the assembly of the
    /// cmdlets (the same one for every caller of this process), whether this process had it already, and whether PowerShell
    /// runs for nobody to look at.
    /// </returns>
    /// <exception cref="ClusterException">
    /// <c>LyttleClusterOtherVersionLoaded</c>: the process has loaded the model from elsewhere, or the file has changed
    /// since. Assemblies cannot be unloaded, so that old code would go on running unnoticed.
    /// </exception>
    public static object[] LoadModule(string folder)
    {
        lock (Sync)
        {
            var file = Path.Combine(folder, Path.GetFileName(Model.Location));
            var again = _instance is not null;
            // The first import has just loaded the file; only a later one can find another in its place.
            if (!SamePath(file, Model.Location) || (again && ModuleVersionOf(file) != Model.ManifestModule.ModuleVersionId))
            {
                throw LoadingErrors.OtherVersionLoaded(Model.Location, folder);
            }

            _instance ??= new ModuleLoadContext(Path.GetDirectoryName(Model.Location)!);
            return [_instance.LoadFromAssemblyName(new AssemblyName(ModuleAssembly)), again, IsUnattended()];
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        ArgumentNullException.ThrowIfNull(assemblyName);
        if (assemblyName.Name == Model.GetName().Name) return Model;

        foreach (var folder in _folders)
        {
            var file = Path.Combine(folder, assemblyName.Name + ".dll");
            if (File.Exists(file)) return LoadFromAssemblyPath(file);
        }

        // Anything that is not in our folders (the framework, PowerShell) is left to the default context.
        return null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        ArgumentNullException.ThrowIfNull(unmanagedDllName);
        foreach (var file in NativeLibraryPaths.For(_folder, unmanagedDllName, RuntimeInformation.RuntimeIdentifier))
        {
            if (File.Exists(file)) return LoadUnmanagedDllFromPath(file);
        }

        return 0;
    }

    /// <summary>
    /// Started with <c>-NonInteractive</c> (timers, cron), the output going to a file or a program. PowerShell writes colours
    /// there all the same unless it is told not to.
    /// </summary>
    private static bool IsUnattended() =>
        Console.IsOutputRedirected && Environment.GetCommandLineArgs().Any(argument => argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase));

    private static bool SamePath(string left, string right) => string.Equals(
        Path.GetFullPath(left), Path.GetFullPath(right), OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    private static Guid ModuleVersionOf(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
