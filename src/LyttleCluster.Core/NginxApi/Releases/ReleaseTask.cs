namespace LyttleCluster.Core.NginxApi;

/// <summary>One request that makes a release the current one.</summary>
internal sealed record ReleaseTask
{
    public required string Path { get; init; }

    public byte[]? Body { get; init; }

    /// <summary>The release that is to be activated again; null where a new one is made.</summary>
    public string? Id { get; init; }

    public string? SetETag { get; init; }

    public bool DryRun { get; init; }

    public required TimeSpan Deadline { get; init; }

    public required string Correlation { get; init; }

    /// <summary>What was asked for; null: to activate <see cref="Id"/>.</summary>
    public NginxApiReleaseCall? Call { get; init; }

    /// <summary>The entries of the current release that were asked for, in their order; null when one is missing, or one that should be gone is there.</summary>
    public IReadOnlyList<NginxApiReleasedEntry>? FindIn(string? current, IReadOnlyList<NginxApiEntry> live)
    {
        if (Call is null) return current == Id || (Id == ReleaseReader.None && live.Count == 0) ? [] : null;
        if (Call.Remove.Any(remove => live.Any(entry => entry.Id == remove.Id))) return null;
        var found = new List<NginxApiReleasedEntry>();
        foreach (var set in Call.Set)
        {
            var canonical = set.Entry.Canonical();
            var entry = live.FirstOrDefault(one => (set.Id is null || one.Id == set.Id) && one.Entry?.Canonical() == canonical);
            if (entry is null) return null;
            found.Add(new NginxApiReleasedEntry(found.Count, entry.Id, entry.ETag, entry.Names));
        }

        return found;
    }
}
