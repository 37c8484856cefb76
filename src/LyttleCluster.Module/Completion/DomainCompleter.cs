using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes names of domains.</summary>
public sealed class DomainCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Domains.GetAsync(new DomainQuery { Cached = true }, cancellationToken)
            .Where(answer => answer.IsValue)
            .Select(answer => answer.Value!.Name);
}
