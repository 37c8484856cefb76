namespace LyttleCluster.Core.Domains;

/// <summary>Noted changes beside what a place has now. Pure.</summary>
internal static class NotedState
{
    /// <summary>Whether a place is as the change was to leave it.</summary>
    public static bool IsDone(NotedChange change, Place place) => change.After is not null
        ? Now(change, place) is not null
        : !place.Entries.Any(entry => entry.Id == change.Id || entry.Entry.Names.Contains(change.Domain));

    /// <summary>The change as it would be planned, its entry being the one that is there now.</summary>
    public static EntryChange ToChange(NotedChange change, Place place)
    {
        var now = Now(change, place);
        return new EntryChange
        {
            Action = change.Action,
            Domain = change.Domain,
            Shown = change.Shown,
            Id = now?.Id ?? change.Id,
            ETag = now?.Entry.ETag,
            Before = change.EntryBefore,
            After = change.EntryAfter,
        };
    }

    /// <summary>What takes the change back.</summary>
    public static EntryChange ToInverse(NotedChange change, Place place)
    {
        var now = Now(change, place);
        return new EntryChange
        {
            Action = change.Action switch
            {
                EntryAction.Create => EntryAction.Delete,
                EntryAction.Delete => EntryAction.Create,
                _ => EntryAction.Update,
            },
            Domain = change.Domain,
            Shown = change.Shown,
            Id = change.Action == EntryAction.Delete ? null : now?.Id,
            ETag = now?.Entry.ETag,
            Before = change.EntryAfter,
            After = change.EntryBefore,
        };
    }

    private static PlaceEntry? Now(NotedChange change, Place place)
    {
        if (change.EntryAfter?.Fingerprint() is not { } after) return null;
        return place.Entries.FirstOrDefault(entry => entry.Fingerprint == after);
    }
}
