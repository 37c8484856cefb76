namespace LyttleCluster.Core;

/// <summary>The whole cluster at a glance.</summary>
public interface IOverview
{
    /// <summary>Counts, last changes and warnings.</summary>
    IAsyncEnumerable<Answer<ClusterSummary>> GetAsync(SummaryQuery request, CancellationToken cancellationToken);

    /// <summary>The same, once at the start and again whenever it changed.</summary>
    IAsyncEnumerable<Answer<ClusterSummary>> WatchAsync(SummaryWatch request, CancellationToken cancellationToken);
}

/// <summary>Asks for the summary.</summary>
public sealed record SummaryQuery : NodeCall;

/// <summary>Asks for the summary and its changes.</summary>
public sealed record SummaryWatch : NodeCall
{
    /// <summary>How often the nodes are asked.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);
}
