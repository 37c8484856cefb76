using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes ids of operations: the newest hundred.</summary>
public sealed class OperationCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Operations.GetAsync(new OperationQuery { Newest = 100 }, cancellationToken)
            .Where(answer => answer.IsValue)
            .Select(answer => answer.Value!.Id);
}
