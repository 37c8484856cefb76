using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes the objects of alerts that are not over.</summary>
public sealed class AlertTargetCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Alerts.GetAsync(new AlertQuery(), cancellationToken)
            .Where(answer => answer.IsValue)
            .Select(answer => answer.Value!.Target)
            .Distinct();
}
