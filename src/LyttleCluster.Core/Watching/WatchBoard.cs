using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LyttleCluster.Core.Watching;

/// <summary>
/// What is known now, the last changes of it, and those who follow. Writers change it one after the other; readers take the snapshot of the
/// moment. Its memory is bounded: so many past changes, so many that wait for each follower.
/// </summary>
internal sealed class WatchBoard
{
    /// <summary>So many changes may wait for a follower; then it is cut off.</summary>
    internal const int MostWaiting = 8_192;

    /// <summary>So many past changes are kept, counted with their containers, for followers that come back.</summary>
    internal const int MostPast = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<WatchItem> _past = new();
    private readonly HashSet<Channel<WatchItem>> _followers = [];
    private int _pastWeight;
    private volatile ClusterSnapshot _now = ClusterSnapshot.Empty;

    public ClusterSnapshot Now => _now;

    /// <summary>Shows a node as it is now, and tells of what is worth it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="isTold">Whether anything but times has changed.</param>
    /// <param name="containers">What became of its containers; null: nothing.</param>
    public void Show(WatchedNode node, bool isTold, ContainerDifference? containers)
    {
        lock (_gate)
        {
            var name = node.Node.Name;
            _now = _now with { Nodes = _now.Nodes.SetItem(name, node) };
            if (isTold) Tell(revision => new NodeChanged(revision, node.Node));
            if (containers is { IsEmpty: false }) Tell(revision => new ContainersChanged(revision, name, containers.Changed, containers.Gone));
        }
    }

    /// <summary>Shows many nodes at once, before anybody follows.</summary>
    public void Begin(IEnumerable<WatchedNode> nodes)
    {
        lock (_gate) _now = new ClusterSnapshot(_now.Revision + 1, _now.Nodes.SetItems(nodes.Select(node => KeyValuePair.Create(node.Node.Name, node))));
    }

    /// <summary>Takes a node away.</summary>
    public void Remove(string name)
    {
        lock (_gate)
        {
            if (!_now.Nodes.ContainsKey(name)) return;
            _now = _now with { Nodes = _now.Nodes.Remove(name) };
            Tell(revision => new NodeGone(revision, name));
        }
    }

    /// <summary>Tells of an event.</summary>
    public void Tell(ClusterEvent item)
    {
        lock (_gate) Tell(revision => new EventSeen(revision, item));
    }

    /// <inheritdoc cref="IClusterWatch.FollowAsync"/>
    public async IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<WatchItem>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        WatchItem[] first;
        lock (_gate)
        {
            first = Missed(afterRevision) ?? [new SnapshotItem(_now)];
            _followers.Add(changes);
        }

        try
        {
            foreach (var item in first) yield return item;
            await foreach (var item in changes.Reader.ReadAllAsync(cancellationToken)) yield return item;
        }
        finally
        {
            lock (_gate) _followers.Remove(changes);
        }
    }

    /// <summary>What a follower has missed; null where that is not known any more.</summary>
    private WatchItem[]? Missed(long? afterRevision)
    {
        if (afterRevision is not { } after || after > _now.Revision) return null;
        var oldest = _past.TryPeek(out var first) ? first.Revision : _now.Revision + 1;
        return after >= oldest - 1 ? [.. _past.Where(item => item.Revision > after)] : null;
    }

    private void Tell(Func<long, WatchItem> make)
    {
        var item = make(_now.Revision + 1);
        _now = _now with { Revision = item.Revision };
        _past.Enqueue(item);
        _pastWeight += WeightOf(item);
        while (_pastWeight > MostPast && _past.Count > 1) _pastWeight -= WeightOf(_past.Dequeue());
        _followers.RemoveWhere(follower => !follower.Writer.TryWrite(item) && follower.Writer.TryComplete(WatchErrors.TooSlow()));
    }

    private static int WeightOf(WatchItem item) => item is ContainersChanged change ? 1 + change.Changed.Count + change.Gone.Count : 1;
}
