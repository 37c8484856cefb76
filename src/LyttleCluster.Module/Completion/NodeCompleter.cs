using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes names of nodes.</summary>
public sealed class NodeCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, cancellationToken)
            .Where(answer => answer.IsValue)
            .Select(answer => answer.Value!.Name);
}
