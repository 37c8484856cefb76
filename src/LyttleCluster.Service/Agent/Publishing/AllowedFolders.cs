using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Configuration;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>Folders that the operator named by a flag, and whether a path that somebody else names lies in one, wherever links in it lead.</summary>
/// <param name="folders">As nginx names them.</param>
/// <param name="place">Where nginx runs.</param>
internal sealed class AllowedFolders(IReadOnlyList<string> folders, NginxPlace place)
{
    private const int MostLinks = 40;

    public IReadOnlyList<string> Folders => folders;

    /// <summary>Whether a path lies in one of them. What is not there yet counts by its name.</summary>
    public bool Allow(string path)
    {
        if (!path.StartsWith('/') || path.Contains('$', StringComparison.Ordinal)) return false;
        var real = RealPath(path);
        return real is not null && folders.SelectMany(Real).Any(folder => folder == "/" || real == folder || real.StartsWith(folder + "/", StringComparison.Ordinal));
    }

    /// <summary>Where a path leads with all links followed, in nginx's terms; null when they go round in circles.</summary>
    public string? RealPath(string path)
    {
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = new List<string>();
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                if (real.Count > 0) real.RemoveAt(real.Count - 1);
                continue;
            }

            if (LinkAt($"/{string.Join('/', real.Append(part))}") is not { } target)
            {
                real.Add(part);
                continue;
            }

            if (++links > MostLinks) return null;
            if (target.StartsWith('/')) real.Clear();
            foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(step);
        }

        return "/" + string.Join('/', real);
    }

    /// <summary>certbot keeps the files of <c>live</c> beside it in <c>archive</c>, and only links in <c>live</c>.</summary>
    private IEnumerable<string> Real(string folder)
    {
        if (RealPath(folder) is not { } real) yield break;
        yield return real;
        if (NginxPaths.NameOf(real) == "live") yield return NginxPaths.FolderOf(real).TrimEnd('/') + "/archive";
    }

    private string? LinkAt(string path)
    {
        try
        {
            return place.Here(path) is { } here ? new FileInfo(here).LinkTarget : null;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
