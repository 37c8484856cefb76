using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>Finds redirects that come back to where they began over other domains. Pure.</summary>
internal static class RedirectLoops
{
    /// <summary>The ways back: of each domain that is on one, by its name, itself first and last, as typed.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Find(IEnumerable<DomainDocument> domains)
    {
        DomainDocument[] all = [.. domains.Where(domain => domain.Leads == DomainKind.Redirect)];
        var ways = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var loop in NginxEntryRules.RedirectLoops([.. all.Select(domain => domain.ToEntry()!)]))
        {
            for (var begin = 0; begin < loop.Count; begin++)
                ways[all[loop[begin]].Name] = [.. loop.Skip(begin).Concat(loop.Take(begin + 1)).Select(index => all[index].Shown)];
        }

        return ways;
    }
}
