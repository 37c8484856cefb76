using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>What one domain is to be on a place. Made once a publish, for all places.</summary>
internal sealed record WantedEntry(string Domain, string Shown, NginxEntry Entry, string Fingerprint)
{
    public static WantedEntry Of(DomainDocument domain, NginxEntry entry) => new(domain.Name, domain.Shown, entry, entry.Fingerprint());
}

/// <summary>An entry that a publish was to make when its process died: it is ours if it says just that.</summary>
internal sealed record EntryClaim(string Domain, string Shown, string Fingerprint)
{
    /// <summary>The entry of a place that it is about; null: none is there.</summary>
    public PlaceEntry? FindIn(Place place) => place.Entries.FirstOrDefault(entry => entry.Fingerprint == Fingerprint);

    public PublishedEntry ToPublished(string node, PlaceEntry entry) => new() { Domain = Domain, Shown = Shown, Node = node, EntryId = entry.Id, Fingerprint = Fingerprint };
}

/// <summary>All that a plan for one place is made from.</summary>
internal sealed record PlaceWishes
{
    /// <summary>The domains that are wanted there.</summary>
    public required IReadOnlyList<WantedEntry> Wanted { get; init; }

    /// <summary>What is there.</summary>
    public required IReadOnlyList<PlaceEntry> Entries { get; init; }

    /// <summary>What this cluster has published there, by domain.</summary>
    public required IReadOnlyDictionary<string, PublishedEntry> Published { get; init; }

    public IReadOnlyList<EntryClaim> Claims { get; init; } = [];

    /// <summary>Which domains the plan may take away; null: any that was published and is not wanted any more.</summary>
    public Func<string, bool>? MayDelete { get; init; }
}

/// <summary>What would be done at one place.</summary>
internal sealed record PlacePlan
{
    public required IReadOnlyList<EntryChange> Changes { get; init; }

    /// <summary>Wanted, and there as wanted.</summary>
    public required IReadOnlyList<(WantedEntry Wanted, PlaceEntry Entry)> Untouched { get; init; }

    /// <summary>There, and not made by this cluster.</summary>
    public required IReadOnlyList<PlaceEntry> Unmanaged { get; init; }

    /// <summary>Wanted, but one of these has a name of it: nothing is done.</summary>
    public required IReadOnlyList<(WantedEntry Wanted, PlaceEntry Foreign)> Conflicts { get; init; }

    /// <summary>Published once, not wanted any more, and gone already.</summary>
    public required IReadOnlyList<string> Gone { get; init; }
}

/// <summary>
/// Compares what is wanted at one place with what is there. Pure. Both are in normal form, so a second run finds nothing to do; an entry that this
/// cluster did not make is never in the plan.
/// </summary>
internal static class DomainPlanner
{
    public static PlacePlan Plan(PlaceWishes wishes)
    {
        var index = new EntryIndex(wishes);
        var changes = new List<EntryChange>();
        var untouched = new List<(WantedEntry, PlaceEntry)>(wishes.Wanted.Count);
        var conflicts = new List<(WantedEntry, PlaceEntry)>();
        var wanted = new HashSet<string>(wishes.Wanted.Count, StringComparer.Ordinal);
        foreach (var one in wishes.Wanted)
        {
            wanted.Add(one.Domain);
            var own = index.OwnOf(one.Domain);
            if (own?.Fingerprint == one.Fingerprint) untouched.Add((one, own));
            else if (index.ForeignOf(one.Entry.Names) is { } foreign) conflicts.Add((one, foreign));
            else changes.Add(own is null ? Create(one) : Update(one, own));
        }

        var gone = new List<string>();
        foreach (var published in wishes.Published.Values)
        {
            if (wanted.Contains(published.Domain) || wishes.MayDelete?.Invoke(published.Domain) == false) continue;
            if (index.OwnOf(published.Domain) is { } left) changes.Add(Delete(published, left));
            else gone.Add(published.Domain);
        }

        return new PlacePlan { Changes = changes, Untouched = untouched, Conflicts = conflicts, Gone = gone, Unmanaged = [.. wishes.Entries.Where(entry => !index.IsOwn(entry))] };
    }

    private static EntryChange Create(WantedEntry wanted) => new() { Action = EntryAction.Create, Domain = wanted.Domain, Shown = wanted.Shown, After = wanted.Entry };

    private static EntryChange Update(WantedEntry wanted, PlaceEntry own) => new()
    {
        Action = EntryAction.Update,
        Domain = wanted.Domain,
        Shown = wanted.Shown,
        Id = own.Id,
        ETag = own.Entry.ETag,
        Before = own.Entry.Entry,
        After = wanted.Entry,
    };

    private static EntryChange Delete(PublishedEntry published, PlaceEntry own) => new()
    {
        Action = EntryAction.Delete,
        Domain = published.Domain,
        Shown = published.Shown,
        Id = own.Id,
        ETag = own.Entry.ETag,
        Before = own.Entry.Entry,
    };
}
