using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>Finds redirects that come back to where they began over other domains. Pure.</summary>
internal static class RedirectLoops
{
    /// <summary>The way back to <paramref name="domain"/>, its own name first and last; null: it ends somewhere.</summary>
    public static IReadOnlyList<string>? Find(DomainDocument domain, IEnumerable<DomainDocument> others)
    {
        if (domain.Leads != DomainKind.Redirect) return null;
        DomainDocument[] all = [domain, .. others.Where(other => other.Leads == DomainKind.Redirect)];
        var loop = NginxEntryRules.RedirectLoops([.. all.Select(one => one.ToEntry()!)]).FirstOrDefault(loop => loop.Contains(0));
        if (loop is null) return null;
        var begin = loop.Index().First(one => one.Item == 0).Index;
        return [.. loop.Skip(begin).Concat(loop.Take(begin)).Append(0).Select(index => all[index].Shown)];
    }
}
