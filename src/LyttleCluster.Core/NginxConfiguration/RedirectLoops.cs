namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Finds redirects that lead back to themselves. Each redirect leads to one entry at most, so that following each once is enough.</summary>
internal static class RedirectLoops
{
    private const int Nowhere = -1;

    /// <summary>See <see cref="NginxEntryRules.RedirectLoops"/>.</summary>
    public static IEnumerable<IReadOnlyList<int>> Of(IReadOnlyList<NginxEntry> entries)
    {
        var names = new NameIndex(entries);
        var next = entries.Select((entry, at) => Next(entry, at, entries, names)).ToArray();
        // Which walk came by first; 0: none did.
        var walks = new int[entries.Count];
        for (var begin = 0; begin < entries.Count; begin++)
        {
            var at = begin;
            for (; at != Nowhere && walks[at] == 0; at = next[at]) walks[at] = begin + 1;
            if (at != Nowhere && walks[at] == begin + 1) yield return Loop(at, next);
        }
    }

    private static List<int> Loop(int begin, int[] next)
    {
        var loop = new List<int> { begin };
        for (var at = next[begin]; at != begin; at = next[at]) loop.Add(at);
        return loop;
    }

    private static int Next(NginxEntry entry, int at, IReadOnlyList<NginxEntry> entries, NameIndex names)
    {
        if (RedirectTarget.Of(entry) is not { } target) return Nowhere;
        // Another port than the scheme's is another server's.
        var found = target.Address is null ? at : target.Address.HasDefaultPort ? names.Find(target.Address.Host) : null;
        if (found is not { } index || entries[index].Kind != NginxEntryKind.Redirect) return Nowhere;
        return target.IsRedirectedAgain(entries[index], CustomConfiguration.Parse(entries[index].Custom, out _) ?? CustomConfiguration.Empty) ? index : Nowhere;
    }
}
