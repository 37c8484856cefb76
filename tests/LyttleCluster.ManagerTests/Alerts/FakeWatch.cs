using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.ManagerTests.Alerts;

/// <summary>A watch whose cluster is what the test says.</summary>
internal sealed class FakeWatch : IClusterWatch
{
    private readonly Lock _gate = new();
    private readonly List<Channel<WatchItem>> _readers = [];
    private ClusterSnapshot _now = ClusterSnapshot.Empty;

    public ClusterSnapshot Now => _now;

    /// <summary>How often somebody began to read.</summary>
    public int Readings { get; private set; }

    public async IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<WatchItem>();
        lock (_gate)
        {
            Readings++;
            channel.Writer.TryWrite(new SnapshotItem(_now));
            _readers.Add(channel);
        }

        await foreach (var item in channel.Reader.ReadAllAsync(cancellationToken)) yield return item;
    }

    public static ClusterNode Node(string name, NodeStatus status = NodeStatus.Ready) => new()
    {
        Name = name,
        Status = status,
        Reason = status == NodeStatus.Ready ? null : "no answer",
        ObservedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    public static ClusterContainer Container(string node, string name, ContainerState state = ContainerState.Running, int? code = null) =>
        new() { Node = node, Name = name, Id = $"{node}-{name}", Image = "x", State = state, ExitCode = code };

    /// <summary>A node is so now, probed or (null) only known from before.</summary>
    public void Set(ClusterNode node, TimeSpan? probe, params ClusterContainer[] containers) => Set(node, probe, isTold: true, containers);

    /// <summary>The same, perhaps without a word to the readers.</summary>
    public void Set(ClusterNode node, TimeSpan? probe, bool isTold, params ClusterContainer[] containers) => Change(
        snapshot => snapshot with { Nodes = snapshot.Nodes.SetItem(node.Name, new WatchedNode { Node = node, ProbeDuration = probe, Containers = containers }) },
        revision => isTold ? new NodeChanged(revision, node) : null);

    public void Set(ClusterContainer container) => Change(
        snapshot => snapshot.Nodes.TryGetValue(container.Node, out var node)
            ? snapshot with { Nodes = snapshot.Nodes.SetItem(container.Node, node with { Containers = [.. node.Containers.Where(other => other.Id != container.Id), container] }) }
            : snapshot,
        revision => new ContainersChanged(revision, container.Node, [container], []));

    public void Remove(string node) => Change(snapshot => snapshot with { Nodes = snapshot.Nodes.Remove(node) }, revision => new NodeGone(revision, node));

    public void Tell(ClusterEvent told) => Change(snapshot => snapshot, revision => new EventSeen(revision, told));

    /// <summary>Every reader is cut off.</summary>
    public void CutOff()
    {
        lock (_gate)
        {
            foreach (var reader in _readers) reader.Writer.TryComplete(new ClusterException("WatchTooSlow", ClusterErrorCategory.ResourceBusy, "too slow", "come back"));
            _readers.Clear();
        }
    }

    private void Change(Func<ClusterSnapshot, ClusterSnapshot> change, Func<long, WatchItem?> item)
    {
        lock (_gate)
        {
            _now = change(_now) with { Revision = _now.Revision + 1 };
            if (item(_now.Revision) is { } told) _readers.ForEach(reader => reader.Writer.TryWrite(told));
        }
    }
}
