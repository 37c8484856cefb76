using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes ids of agents that wait to be approved.</summary>
public sealed class JoinIdCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Nodes.FindAsync(new NodeDiscovery { Pending = true }, cancellationToken)
            .Where(answer => answer is { IsValue: true, Value.JoinId: not null })
            .Select(answer => answer.Value!.JoinId!);
}
