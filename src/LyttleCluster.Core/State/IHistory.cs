namespace LyttleCluster.Core.State;

/// <summary>
/// Observations: always local, kept apart from desired state so that a flood of them never delays a change.
/// Writes are queued and batched; a reader in this process sees them after <see cref="FlushAsync"/>.
/// No member throws because the file fails (full disk, damage, no rights): writes are given up, reads give what
/// they can, and <see cref="LastFailure"/> says why, for the caller to warn with.
/// </summary>
public interface IHistory : IAsyncDisposable
{
    /// <summary>Why something could last not be written or read; null when all could. Each failure is an object of its own.</summary>
    ClusterException? LastFailure { get; }

    /// <summary>
    /// Queues an event, waiting while too many wait already. One seen twice (same node, time, type, action and id) is kept once.
    /// </summary>
    ValueTask AddEventAsync(ClusterEvent item, CancellationToken cancellationToken);

    /// <summary>
    /// Past events: the newest that match, given oldest first; those of one time in the order in which they were added.
    /// The whole enumeration is one view of the file.
    /// </summary>
    IAsyncEnumerable<ClusterEvent> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken);

    /// <summary>Queues what was last seen of a node; an older one is replaced.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kind"><c>node</c> or <c>containers</c>.</param>
    /// <param name="observedAt">When, in UTC.</param>
    /// <param name="body">What was seen; it must stay as it is until it is written.</param>
    /// <param name="memory">What the body lies in, disposed of once the body is not needed any more; null where nobody waits for it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask SetObservationAsync(
        string node, string kind, DateTimeOffset observedAt, ReadOnlyMemory<byte> body, IDisposable? memory, CancellationToken cancellationToken);

    /// <summary>The last observation of that kind of a node; null when there is none.</summary>
    Task<Observation?> GetObservationAsync(string node, string kind, CancellationToken cancellationToken);

    /// <summary>The last observation of that kind of each node, by node.</summary>
    IAsyncEnumerable<Observation> ListObservationsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Forgets a node's observations (its events stay).</summary>
    ValueTask ForgetNodeAsync(string node, CancellationToken cancellationToken);

    /// <summary>Waits until everything queued so far is written, or has failed to be.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}

/// <summary>What was last seen of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="ObservedAt">When, in UTC.</param>
/// <param name="Body">Bytes as they were given.</param>
public sealed record Observation(string Node, DateTimeOffset ObservedAt, ReadOnlyMemory<byte> Body);

/// <summary>Says which past events are meant.</summary>
public sealed record EventFilter
{
    /// <summary>Only these nodes (exact names); null means any, empty means none.</summary>
    public IReadOnlyCollection<string>? Nodes { get; init; }

    /// <summary>Only events from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only events before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only these severities; null means any.</summary>
    public IReadOnlyCollection<EventSeverity>? Severities { get; init; }

    /// <summary>Only these types (exact); null means any.</summary>
    public IReadOnlyCollection<string>? Types { get; init; }

    /// <summary>At most this many, the newest.</summary>
    public int? Newest { get; init; }
}
