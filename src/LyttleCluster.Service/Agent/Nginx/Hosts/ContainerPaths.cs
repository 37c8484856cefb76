using LyttleCluster.Core.Docker;
using LyttleCluster.Service.Agent.Nginx.Configuration;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>Where the files of a container are on its host.</summary>
internal static class ContainerPaths
{
    /// <summary>By its mounts, the deepest one counts; null for what lies in the container itself or in its memory.</summary>
    public static string? Mounted(IReadOnlyList<DockerMount> mounts, string path) => mounts
        .Where(mount => mount is { Source.Length: > 0, Destination.Length: > 0 } && IsBelow(path, mount.Destination))
        .OrderByDescending(mount => mount.Destination!.Length)
        .Select(mount => mount.Type is "bind" or "volume" ? mount.Source!.TrimEnd('/') + path[mount.Destination!.TrimEnd('/').Length..] : null)
        .FirstOrDefault();

    private static bool IsBelow(string path, string folder) => path == folder || path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal);

    /// <summary>Where a link in the container leads, in its own terms; null when the path is no link.</summary>
    public static string? Link(int pid, string path)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/root{path}").LinkTarget is { } target ? NginxPaths.Absolute(target, NginxPaths.FolderOf(path)) : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
