namespace LyttleCluster.Core.Domains;

/// <summary>How the changes of one place ended. They end together.</summary>
internal sealed record PlaceOutcome
{
    public required DomainOutcome Outcome { get; init; }

    /// <summary>The release they came with; null where there are none.</summary>
    public string? Release { get; init; }

    /// <summary>What went wrong; null after Applied and Unchanged.</summary>
    public ClusterException? Failure { get; init; }

    /// <summary>The domain whose fault it was; null: not one domain's.</summary>
    public string? FailedDomain { get; init; }

    /// <summary>The entries that are live now, with their ids, by domain.</summary>
    public IReadOnlyDictionary<string, int> Ids { get; init; } = new Dictionary<string, int>();

    /// <summary>What is true though it ended well: what could not be proved, or how a lost answer was found out.</summary>
    public string? Note { get; init; }

    /// <summary>Changes that stay though the rest was put back: those of a database go live in parts, each proved by itself.</summary>
    public IReadOnlyList<EntryChange> Kept { get; init; } = [];
}

/// <summary>How one place is to be changed.</summary>
/// <param name="Place">The place, as it was looked at.</param>
/// <param name="Changes">What is to be done there; one or more.</param>
/// <param name="Probe">A page to ask for besides; null: none.</param>
/// <param name="Deadline">How long the place may take.</param>
internal sealed record PlaceOrder(Place Place, IReadOnlyList<EntryChange> Changes, Uri? Probe, TimeSpan Deadline)
{
    /// <summary>How long a place may take where nobody says: a reload that waits for certificates takes minutes.</summary>
    public static readonly TimeSpan UsualDeadline = TimeSpan.FromSeconds(300);
}

/// <summary>Changes the entries of one place and sees to it that they are live, or that it is as it was before.</summary>
internal interface IPlacePublisher
{
    /// <summary>Does it. It throws only when nothing was changed.</summary>
    Task<PlaceOutcome> ApplyAsync(PlaceOrder order, CancellationToken cancellationToken);
}
