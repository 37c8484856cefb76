using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes locations, and what is above them: <c>eu</c> as well as <c>eu/rack1</c>.</summary>
public sealed class LocationCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, cancellationToken)
            .Where(answer => answer is { IsValue: true, Value.Location: not null })
            .SelectMany(answer => WithThoseAbove(answer.Value!.Location!));

    private static IEnumerable<string> WithThoseAbove(string location)
    {
        var parts = location.Split('/');
        return Enumerable.Range(1, parts.Length).Select(count => string.Join('/', parts.Take(count)));
    }
}
