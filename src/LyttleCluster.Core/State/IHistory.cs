namespace LyttleCluster.Core.State;

/// <summary>
/// Observations: always local, kept apart from desired state so that a flood of them never delays a change.
/// Writes are queued and batched; a reader in this process sees them after <see cref="FlushAsync"/>.
/// </summary>
public interface IHistory : IAsyncDisposable
{
    /// <summary>Queues an event. One seen twice (same node, time, type, action and id) is kept once.</summary>
    ValueTask AddEventAsync(ClusterEvent item, CancellationToken cancellationToken);

    /// <summary>Past events: the newest that match, given oldest first.</summary>
    IAsyncEnumerable<ClusterEvent> ListEventsAsync(EventFilter filter, CancellationToken cancellationToken);

    /// <summary>Queues what was last seen of a node; <paramref name="kind"/> is <c>node</c> or <c>containers</c>, an older one is replaced.</summary>
    ValueTask SetObservationAsync(string node, string kind, DateTimeOffset observedAt, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>The last observation of that kind of each node.</summary>
    IAsyncEnumerable<Observation> ListObservationsAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Forgets a node's observations (its events stay).</summary>
    ValueTask ForgetNodeAsync(string node, CancellationToken cancellationToken);

    /// <summary>Waits until everything queued so far is written.</summary>
    Task FlushAsync(CancellationToken cancellationToken);
}

/// <summary>What was last seen of a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="ObservedAt">When, in UTC.</param>
/// <param name="Body">Bytes as they were given.</param>
public sealed record Observation(string Node, DateTimeOffset ObservedAt, ReadOnlyMemory<byte> Body);

/// <summary>Says which past events are meant. </summary>
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
