namespace LyttleCluster.Core.Domains;

/// <summary>What domains are to be on places, each made once however many places there are.</summary>
internal sealed class WantedEntries
{
    private readonly Dictionary<string, WantedEntry?> _known = new(StringComparer.Ordinal);

    /// <summary>What a domain is to be at a place; null where it cannot be there, and is only shown.</summary>
    public WantedEntry? At(StoredDomain domain, Place place) => PlaceRule.WhyNot(domain.Document, place) is null ? Of(domain) : null;

    private WantedEntry? Of(StoredDomain domain)
    {
        if (_known.TryGetValue(domain.Name, out var known)) return known;
        return _known[domain.Name] = domain.Document.ToEntry() is { } entry ? WantedEntry.Of(domain.Document, entry) : null;
    }
}
