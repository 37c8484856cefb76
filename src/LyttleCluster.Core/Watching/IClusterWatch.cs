namespace LyttleCluster.Core.Watching;

/// <summary>The cluster as one process watches it day and night: what is known now, from memory, and every change of it.</summary>
internal interface IClusterWatch
{
    /// <summary>What is known now. It costs neither network nor disk.</summary>
    ClusterSnapshot Now { get; }

    /// <summary>
    /// A snapshot, then every change, until cancelled. With a revision that is still remembered: only what changed since, without a snapshot.
    /// </summary>
    /// <param name="afterRevision">The last revision that the reader has; null: none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ClusterException"><c>WatchTooSlow</c>: the reader is so far behind that it was cut off; it may come back for a new snapshot.</exception>
    IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, CancellationToken cancellationToken);
}
