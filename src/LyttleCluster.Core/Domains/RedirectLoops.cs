using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>Finds redirects that come back to where they began over other domains. Pure.</summary>
internal static class RedirectLoops
{
    /// <summary>The way back to <paramref name="domain"/>, its own name first and last; null: it ends somewhere.</summary>
    public static IReadOnlyList<string>? Find(DomainDocument domain, IEnumerable<DomainDocument> others)
    {
        var byName = new Dictionary<string, DomainDocument>(StringComparer.Ordinal);
        foreach (var one in others.Append(domain))
        {
            foreach (var name in one.Names) byName[name] = one;
        }

        var way = new List<string> { domain.Name };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var now = domain; seen.Add(now.Name);)
        {
            if (now.Leads != DomainKind.Redirect || !Uri.TryCreate(now.RedirectTo, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https")) return null;
            var host = DomainName.TryParse(target.IdnHost, out var name, out _) ? name!.Ascii : target.IdnHost;
            // http to https of the same name is how TLS is enforced; that it is no loop was checked with the domain itself.
            if (Holder(host, byName) is not { } next || (next.Name == now.Name && now.Name == domain.Name && way.Count == 1)) return null;
            way.Add(host);
            if (next.Name == domain.Name) return way;
            now = next;
        }

        return null;
    }

    private static DomainDocument? Holder(string host, Dictionary<string, DomainDocument> byName)
    {
        if (byName.TryGetValue(host, out var exact)) return exact;
        for (var dot = host.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = host.IndexOf('.', dot + 1))
        {
            if (byName.TryGetValue($"*{host[dot..]}", out var wildcard)) return wildcard;
        }

        return null;
    }
}
