using System.Buffers;
using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;

namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>Where configuration releases lie: in the agent's own folder, or for an nginx in a container beside the agent's file, which is mounted there.</summary>
internal static class ReleasePlace
{
    private const string NameBesideSnippet = "lyttle-cluster";
    private static readonly SearchValues<char> Special = SearchValues.Create("\"\\$*?[{};\n\r\t");

    public static ConfigurationStore Open(INginxHost host, NginxLayout layout, NginxSettings settings, DurableSteps steps)
    {
        var own = Path.Combine(settings.DataFolder, "releases");
        if (settings.Container is null || layout.SnippetFile is not { } snippet || host.CanWriteHere(snippet) is not { } here)
            return new ConfigurationStore(settings.DataFolder, own, Checked(own), steps);
        return new ConfigurationStore(
            settings.DataFolder, Path.Combine(Path.GetDirectoryName(here)!, NameBesideSnippet), Checked($"{NginxPaths.FolderOf(snippet).TrimEnd('/')}/{NameBesideSnippet}"), steps);
    }

    private static string Checked(string folder) =>
        folder.AsSpan().ContainsAny(Special) ? throw NginxErrors.FolderNameUnusable(folder) : folder;
}
