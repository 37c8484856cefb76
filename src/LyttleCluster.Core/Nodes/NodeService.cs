using System.Runtime.CompilerServices;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Nodes;

/// <summary>Nodes: read, test, wait for, find.</summary>
internal sealed class NodeService(NodeRegistry registry, NodeProbe probe, Observations observations, LiveLooks live, HistoryNotice notice, NodeTester tester, CandidateFinder finder, TimeProvider time) : INodes
{
    /// <summary>How often a waiting caller looks again.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public async IAsyncEnumerable<Answer<ClusterNode>> GetAsync(NodeQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var looked = request.Cached && live.Watch is { } watch ? WatchedReads.Nodes(watch.Now, request).ToAsyncEnumerable() : LookAsync(request, cancellationToken);
        await foreach (var answer in looked)
        {
            if (!answer.IsValue || request.Status.Count == 0 || request.Status.Contains(answer.Value.Status)) yield return answer;
        }

        if (notice.Take() is { } warning) yield return warning;
    }

    public async IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NodeTest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var tests = NodeFanOut.RunAsync<StoredNode, ClusterCheck>(
            selection.Nodes,
            request.ThrottleLimit,
            node => node.Name,
            async (node, results, stop) =>
            {
                await foreach (var check in tester.TestAsync(node, request.Timeout, stop)) await results.WriteAsync(check, stop);
            },
            cancellationToken);
        await foreach (var answer in tests) yield return answer;
    }

    public async IAsyncEnumerable<Answer<ClusterNode>> WaitAsync(NodeWait request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var waits = NodeFanOut.RunAsync<StoredNode, ClusterNode>(
            selection.Nodes,
            request.ThrottleLimit,
            node => node.Name,
            async (node, results, stop) => await results.WriteAsync(await WaitForAsync(node.Name, request, stop), stop),
            cancellationToken);
        await foreach (var answer in waits) yield return answer;
    }

    public IAsyncEnumerable<Answer<ClusterNodeCandidate>> FindAsync(NodeDiscovery request, CancellationToken cancellationToken) => finder.FindAsync(request, cancellationToken);

    private async IAsyncEnumerable<Answer<ClusterNode>> LookAsync(NodeQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var configured = selection.Nodes.Where(node => IsConfiguredAs(node, request)).ToList();
        var looked = request.Cached ? LastSeenAsync(configured, cancellationToken) : ProbeAsync(configured, request, cancellationToken);
        await foreach (var answer in looked) yield return answer;
    }

    private IAsyncEnumerable<Answer<ClusterNode>> ProbeAsync(IReadOnlyList<StoredNode> nodes, NodeQuery request, CancellationToken cancellationToken) =>
        NodeFanOut.RunAsync<StoredNode, ClusterNode>(
            nodes,
            request.ThrottleLimit,
            node => node.Name,
            async (node, results, stop) => await results.WriteAsync(await probe.ProbeAsync(node, request.Timeout, stop), stop),
            cancellationToken);

    private async IAsyncEnumerable<Answer<ClusterNode>> LastSeenAsync(
        IReadOnlyList<StoredNode> nodes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = await observations.NodesAsync(cancellationToken);
        foreach (var node in nodes) yield return NodeView.LastSeen(node, seen.GetValueOrDefault(node.Name));
    }

    private async Task<Answer<ClusterNode>> WaitForAsync(string name, NodeWait request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // Read again each time: it may be suspended, changed or removed while we wait.
            var selection = await registry.SelectAsync([name], cancellationToken);
            if (selection.Nodes is not [var node]) return NodeErrors.NotFound(name);

            var silence = LookLimit.Of(request.Timeout, request.Wait - time.GetElapsedTime(started));
            var seen = await probe.ProbeAsync(node, silence, cancellationToken);
            if (request.Status.Contains(seen.Status)) return seen;
            if (time.GetElapsedTime(started) >= request.Wait) return NodeErrors.WaitTimedOut(name, request.Wait, seen.Status, seen.Reason);
            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    private static bool IsConfiguredAs(StoredNode node, NodeQuery request) =>
        (request.Location.Count == 0 || request.Location.Any(wanted => LocationPath.IsAtOrBelow(wanted, node.Document.Settings.Location)))
        && Wildcard.MatchesAll(request.Labels, node.Document.Settings.Labels ?? new Dictionary<string, string>());
}
