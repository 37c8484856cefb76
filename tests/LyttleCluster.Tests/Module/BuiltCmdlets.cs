using System.Reflection;
using System.Runtime.InteropServices;

namespace LyttleCluster.Tests.Module;

/// <summary>
/// The cmdlets of the built assembly, read as metadata: neither PowerShell nor its reference assembly (whose bodies are
/// empty) is ever loaded to run.
/// </summary>
internal sealed class BuiltCmdlets : IDisposable
{
    private readonly MetadataLoadContext _context;

    public BuiltCmdlets()
    {
        var here = AppContext.BaseDirectory;
        string[] assemblies =
        [
            .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"),
            Path.Combine(here, "LyttleCluster.dll"),
            Path.Combine(here, "LyttleCluster.Core.dll"),
            Path.Combine(here, "LyttleCluster.Module.dll"),
            MetadataOf("PowerShellReference"),
        ];
        _context = new MetadataLoadContext(new PathAssemblyResolver(assemblies));
        All = [.. _context.LoadFromAssemblyPath(Path.Combine(here, "LyttleCluster.Module.dll")).GetTypes()
            .Where(type => !type.IsAbstract && Attribute(type, "CmdletAttribute") is not null)
            .Select(type => new BuiltCmdlet(type))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<BuiltCmdlet> All { get; }

    public void Dispose() => _context.Dispose();

    public static CustomAttributeData? Attribute(MemberInfo member, string name) => Attributes(member, name).SingleOrDefault();

    /// <summary>Attributes of the member, or else of the one that it overrides.</summary>
    public static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.GetCustomAttributesData().Where(data => data.AttributeType.Name == name);

    private static string MetadataOf(string key) =>
        typeof(BuiltCmdlets).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
