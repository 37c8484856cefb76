using System.IO.Compression;
using System.Text;

namespace LyttleCluster.Tests.Build;

/// <summary>A NuGet source in a folder, and the nuget.config that knows no other.</summary>
internal sealed class FakeFeed
{
    private readonly string _packages;

    public FakeFeed(string folder)
    {
        _packages = Directory.CreateDirectory(Path.Combine(folder, "feed")).FullName;
        ConfigFile = Path.Combine(folder, "nuget.config");
        File.WriteAllText(ConfigFile, $"""
            <configuration><packageSources><clear /><add key="fake" value="{_packages}" /></packageSources></configuration>
            """);
    }

    public string ConfigFile { get; }

    /// <summary>A package whose files are given by path and text.</summary>
    public FakeFeed With(string id, string version, params (string Path, string Text)[] files) =>
        With(id, version, "", [.. files.Select(file => (file.Path, Encoding.UTF8.GetBytes(file.Text)))]);

    /// <summary>A .NET tool with one command that nobody will start; dotnet wants a real assembly all the same.</summary>
    public FakeFeed WithTool(string id, string version, string command) => With(
        id,
        version,
        """<packageTypes><packageType name="DotnetTool" /></packageTypes>""",
        [
            ("tools/net10.0/any/DotnetToolSettings.xml", Encoding.UTF8.GetBytes(
                $"""<DotNetCliTool Version="1"><Commands><Command Name="{command}" EntryPoint="{command}.dll" Runner="dotnet" /></Commands></DotNetCliTool>""")),
            ($"tools/net10.0/any/{command}.dll", File.ReadAllBytes(typeof(FakeFeed).Assembly.Location)),
        ]);

    private FakeFeed With(string id, string version, string packageTypes, (string Path, byte[] Content)[] files)
    {
        using var archive = ZipFile.Open(Path.Combine(_packages, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        Write(archive, id + ".nuspec", Encoding.UTF8.GetBytes($"""
            <package><metadata><id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>{packageTypes}</metadata></package>
            """));
        foreach (var (path, content) in files)
            Write(archive, path, content);
        return this;
    }

    private static void Write(ZipArchive archive, string path, byte[] content)
    {
        using var entry = archive.CreateEntry(path).Open();
        entry.Write(content);
    }
}
