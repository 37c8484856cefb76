namespace LyttleCluster.Core.Domains;

/// <summary>What a planned change of a place carries.</summary>
/// <param name="Place">The place, as it was looked at.</param>
/// <param name="Changes">What is to be done there.</param>
internal sealed record PlaceWork(Place Place, IReadOnlyList<EntryChange> Changes)
{
    private const int MostShown = 20;

    /// <summary>The change of one place as an operator is asked about it.</summary>
    /// <param name="action">What it is called.</param>
    /// <param name="takes">How long limits on calls make it take; zero: no longer than a reload.</param>
    public PlannedChange ToChange(string action, TimeSpan takes) => new()
    {
        Target = Place.Target,
        Action = action,
        Node = Place.Nodes[0].Name,
        After = Describe(takes),
        Reversible = true,
        BoundTo = string.Join(',', Changes.Select(change => change.ETag ?? $"{change.Id}")),
        Work = this,
    };

    private string Describe(TimeSpan takes)
    {
        var shown = string.Join("; ", Changes.Take(MostShown));
        var more = Changes.Count > MostShown ? $"; and {Changes.Count - MostShown} more" : "";
        var shared = Place.Nodes.Count > 1 ? $" (one database for {string.Join(", ", Place.Nodes.Select(node => node.Name))}: one wave)" : "";
        var time = takes > TimeSpan.Zero ? $" (about {takes:h\\:mm\\:ss}, for its limits on calls)" : "";
        return $"{Changes.Count} {(Changes.Count == 1 ? "entry" : "entries")}{shared}{time}: {shown}{more}";
    }
}
