namespace LyttleCluster.Core.State;

/// <summary>
/// The events of a history in the order in which they came, which differs from the order of their times: what a node tells late belongs before what is known.
/// A reader who remembers the last arrival misses nothing and gets nothing twice, also over a restart.
/// </summary>
internal interface IEventLog
{
    /// <summary>Whether another process writes it, so that <see cref="NextWrite"/> never comes.</summary>
    bool IsWrittenElsewhere { get; }

    /// <summary>What came after an arrival.</summary>
    /// <param name="after">The last one that is known; 0: none.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    Task<IReadOnlyList<ArrivedEvent>> ListArrivedAsync(long after, int most, CancellationToken cancellationToken);

    /// <summary>The last arrival, and what is known of another one.</summary>
    Task<ArrivalMark> MarkAsync(long arrival, CancellationToken cancellationToken);

    /// <summary>Completes when more was written; take it before reading, or a write in between is missed.</summary>
    Task NextWrite { get; }
}

/// <summary>An event and its place in the order in which they came.</summary>
/// <param name="Arrival">The place: only ever grows, with holes.</param>
/// <param name="Event">The event.</param>
internal sealed record ArrivedEvent(long Arrival, ClusterEvent Event);

/// <summary>Where a history is.</summary>
/// <param name="Last">The last arrival.</param>
/// <param name="Ticks">The time of the event that was asked for, in UTC ticks; 0: it is not kept.</param>
internal sealed record ArrivalMark(long Last, long Ticks);
