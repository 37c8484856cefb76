namespace LyttleCluster.Core.Watching;

/// <summary>What a watcher is told.</summary>
/// <param name="Revision">The revision it leads to: what to ask for after a break.</param>
internal abstract record WatchItem(long Revision);

/// <summary>Everything, at the beginning.</summary>
/// <param name="Snapshot">The cluster.</param>
internal sealed record SnapshotItem(ClusterSnapshot Snapshot) : WatchItem(Snapshot.Revision);

/// <summary>A node is new or changed.</summary>
/// <param name="Revision">The revision it leads to.</param>
/// <param name="Node">As it is now.</param>
internal sealed record NodeChanged(long Revision, ClusterNode Node) : WatchItem(Revision);

/// <summary>A node is not in the cluster any more, and its containers with it.</summary>
/// <param name="Revision">The revision it leads to.</param>
/// <param name="Name">Its name.</param>
internal sealed record NodeGone(long Revision, string Name) : WatchItem(Revision);

/// <summary>Containers of a node are new, changed or gone.</summary>
/// <param name="Revision">The revision it leads to.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Changed">New and changed ones.</param>
/// <param name="Gone">The ids of those that are gone.</param>
internal sealed record ContainersChanged(long Revision, string Node, IReadOnlyList<ClusterContainer> Changed, IReadOnlyList<string> Gone) : WatchItem(Revision);

/// <summary>Something happened on a node.</summary>
/// <param name="Revision">The revision it leads to.</param>
/// <param name="Event">What.</param>
internal sealed record EventSeen(long Revision, ClusterEvent Event) : WatchItem(Revision);
