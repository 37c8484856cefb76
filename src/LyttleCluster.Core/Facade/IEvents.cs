namespace LyttleCluster.Core;

/// <summary>What happened on the nodes.</summary>
public interface IEvents
{
    /// <summary>Past events, oldest first: the history, merged with what each engine still replays.</summary>
    IAsyncEnumerable<Answer<ClusterEvent>> GetAsync(EventQuery request, CancellationToken cancellationToken);

    /// <summary>Events as they happen, until cancelled; what is seen goes into the history.</summary>
    IAsyncEnumerable<Answer<ClusterEvent>> WatchAsync(EventWatch request, CancellationToken cancellationToken);
}

/// <summary>Says which events are meant.</summary>
public abstract record EventCall : NodeCall
{
    /// <summary>Only these types, wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> Type { get; init; } = [];

    /// <summary>Only these severities; empty means any but <see cref="EventSeverity.Debug"/>.</summary>
    public IReadOnlyList<EventSeverity> Severity { get; init; } = [];
}

/// <summary>Asks for past events.</summary>
public sealed record EventQuery : EventCall
{
    /// <summary>Only events from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only events before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only the newest; null means all.</summary>
    public int? Newest { get; init; }

    /// <summary>Answer from the history alone, without the network.</summary>
    public bool Cached { get; init; }
}

/// <summary>Asks for events to come.</summary>
public sealed record EventWatch : EventCall;
