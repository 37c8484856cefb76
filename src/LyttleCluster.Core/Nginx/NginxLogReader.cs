using System.Runtime.CompilerServices;
using LyttleCluster.Core.Merging;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Nginx;

/// <summary>Reads the logs of nginx on many nodes, merged by time.</summary>
internal sealed class NginxLogReader(NodeRegistry registry, NodeConnections connections, TimeProvider time)
{
    private static readonly MergeRules<NginxLogEntry> Rules = new(
        entry => entry.Timestamp, entry => entry with { Late = true }, node => NginxErrors.LogSilent(node, MergeLimits.Silence));

    public async IAsyncEnumerable<Answer<NginxLogEntry>> ReadAsync(NginxLogQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await NginxNodes.SelectAsync(registry, request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var merge = new NodeMerge<NginxLogEntry>(Rules, time);
        var logs = new MergeRequest<NginxLogEntry>
        {
            Inputs = [.. selection.Nodes.Select(node => new MergeInput<NginxLogEntry>(node.Name, _ => Task.FromResult(StreamsOf(request, node))))],
            ThrottleLimit = request.ThrottleLimit,
        };
        await foreach (var entry in request.Follow ? merge.FollowAsync(logs, cancellationToken) : merge.ReadAsync(logs, cancellationToken)) yield return entry;
    }

    private IReadOnlyList<IAsyncEnumerable<Answer<NginxLogEntry>>> StreamsOf(NginxLogQuery request, StoredNode node) =>
        [request.Follow ? FollowOneAsync(request, node) : ReadOneAsync(request, node)];

    private async IAsyncEnumerable<Answer<NginxLogEntry>> ReadOneAsync(
        NginxLogQuery request, StoredNode node, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = DateTimeOffset.MinValue;
        var nginx = connections.NginxApiOf(node);
        await foreach (var entry in nginx.ReadLogAsync(CallFor(request), request.Timeout, cancellationToken))
        {
            var model = entry.ToModel(node.Name, last);
            last = model.Timestamp;
            yield return model;
        }
    }

    private async IAsyncEnumerable<Answer<NginxLogEntry>> FollowOneAsync(
        NginxLogQuery request, StoredNode node, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var last = DateTimeOffset.MinValue;
        var nginx = connections.NginxApiOf(node);
        await foreach (var item in nginx.FollowLogAsync(CallFor(request), request.Timeout, cancellationToken))
        {
            if (item.Entry is { } entry)
            {
                var model = entry.ToModel(node.Name, last);
                last = model.Timestamp;
                yield return model;
            }
            else
            {
                yield return NginxErrors.LogGap(node.Name, item);
            }
        }
    }

    private static NginxApiLogCall CallFor(NginxLogQuery request) => new()
    {
        Tail = request.Tail,
        Level = request.Level is { } level ? NginxMapping.ToWire(level) : null,
    };
}
