namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Which entry has which host name, as nginx finds it: the name itself first, then the longest wildcard over it.</summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);

    public NameIndex(IReadOnlyList<NginxEntry> entries)
    {
        for (var at = 0; at < entries.Count; at++)
            foreach (var name in entries[at].Names) _entries.TryAdd(name, at);
    }

    /// <summary>The entry that takes requests of a host; null when none does.</summary>
    public int? Find(string host)
    {
        if (_entries.TryGetValue(host, out var entry)) return entry;
        foreach (var above in Above(host))
            if (_entries.TryGetValue("*." + above, out entry)) return entry;
        return null;
    }

    /// <summary>See <see cref="NginxEntryRules.Conflicts"/>: one look at each name and at those above it, not at each pair.</summary>
    public static IEnumerable<(int Later, int Earlier, string Name, string Other)> Conflicts(IReadOnlyList<NginxEntry> entries)
    {
        var wildcards = entries.SelectMany(entry => entry.Names).Where(name => name.StartsWith("*.", StringComparison.Ordinal)).Select(name => name[2..]).ToHashSet(StringComparer.Ordinal);
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        var below = new Dictionary<string, List<(int Entry, string Name)>>(StringComparer.Ordinal);
        for (var at = 0; at < entries.Count; at++)
        {
            foreach (var name in entries[at].Names)
                foreach (var conflict in ConflictsOf(name, at, owners, below, wildcards)) yield return conflict;
            foreach (var name in entries[at].Names) Add(name, at, owners, below, wildcards);
        }
    }

    private static IEnumerable<(int Later, int Earlier, string Name, string Other)> ConflictsOf(
        string name, int at, Dictionary<string, int> owners, Dictionary<string, List<(int Entry, string Name)>> below, HashSet<string> wildcards)
    {
        if (owners.TryGetValue(name, out var owner)) yield return (at, owner, name, name);
        if (wildcards.Count == 0) yield break;
        foreach (var above in Above(name))
            if ("*." + above != name && wildcards.Contains(above) && owners.TryGetValue("*." + above, out owner)) yield return (at, owner, name, "*." + above);
        if (!name.StartsWith("*.", StringComparison.Ordinal) || !below.TryGetValue(name[2..], out var covered)) yield break;
        foreach (var (entry, other) in covered) yield return (at, entry, name, other);
    }

    private static void Add(string name, int at, Dictionary<string, int> owners, Dictionary<string, List<(int Entry, string Name)>> below, HashSet<string> wildcards)
    {
        owners.TryAdd(name, at);
        if (wildcards.Count == 0) return;
        foreach (var above in Above(name))
        {
            if (!wildcards.Contains(above) || "*." + above == name) continue;
            if (!below.TryGetValue(above, out var covered)) below[above] = covered = [];
            covered.Add((at, name));
        }
    }

    /// <summary>The names above a name, the nearest first; of <c>*.a.test</c> also a.test.</summary>
    private static IEnumerable<string> Above(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1)) yield return name[(dot + 1)..];
    }
}
