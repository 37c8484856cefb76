using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>The entries of a place by whose they are and by host name. Pure.</summary>
internal sealed class EntryIndex
{
    private readonly Dictionary<string, PlaceEntry> _own;
    private readonly HashSet<int> _ownIds;
    private readonly Dictionary<string, PlaceEntry> _foreignNames = new(StringComparer.Ordinal);

    public EntryIndex(PlaceWishes wishes)
    {
        var byId = new Dictionary<int, PlaceEntry>(wishes.Entries.Count);
        foreach (var entry in wishes.Entries) byId[entry.Id] = entry;
        _own = new Dictionary<string, PlaceEntry>(wishes.Published.Count, StringComparer.Ordinal);
        foreach (var published in wishes.Published.Values)
        {
            // An id that leads to something else now (a database that was made anew) is not ours.
            if (published.EntryId is { } id && byId.TryGetValue(id, out var entry) && entry.Entry.Names.Contains(published.Domain)) _own[published.Domain] = entry;
        }

        foreach (var claim in wishes.Claims)
        {
            if (!_own.ContainsKey(claim.Domain) && wishes.Entries.FirstOrDefault(entry => entry.Fingerprint == claim.Fingerprint) is { } claimed) _own[claim.Domain] = claimed;
        }

        _ownIds = [.. _own.Values.Select(entry => entry.Id)];
        foreach (var entry in wishes.Entries.Where(entry => !IsOwn(entry)))
        {
            foreach (var name in entry.Entry.Names) _foreignNames[name] = entry;
        }
    }

    public PlaceEntry? OwnOf(string domain) => _own.GetValueOrDefault(domain);

    public bool IsOwn(PlaceEntry entry) => _ownIds.Contains(entry.Id);

    /// <summary>An entry that is not ours and takes requests of one of these names; null: none does.</summary>
    public PlaceEntry? ForeignOf(IReadOnlyList<string> names)
    {
        if (_foreignNames.Count == 0) return null;
        foreach (var name in names)
        {
            if (_foreignNames.TryGetValue(name, out var same)) return same;
            var other = _foreignNames.Keys.FirstOrDefault(foreign => (foreign[0] == '*' || name[0] == '*') && DomainName.Overlap(name, foreign));
            if (other is not null) return _foreignNames[other];
        }

        return null;
    }
}
