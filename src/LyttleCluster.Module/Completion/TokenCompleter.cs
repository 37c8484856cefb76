using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes names of tokens.</summary>
public sealed class TokenCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Access.GetTokensAsync(new TokenQuery(), cancellationToken)
            .Where(answer => answer.IsValue)
            .Select(answer => answer.Value!.Name);
}
