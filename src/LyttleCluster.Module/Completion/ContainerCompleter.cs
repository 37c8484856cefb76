using System.Collections;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes names of containers, those of the nodes typed already where there are some.</summary>
public class ContainerCompleter : CachedCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Containers.GetAsync(new ContainerQuery { Cached = true, Nodes = NodesTyped(bound) }, cancellationToken)
            .Where(answer => answer.IsValue)
            .Select(answer => TextOf(answer.Value!));

    private protected virtual string TextOf(ClusterContainer container) => container.Name;

    private static string[] NodesTyped(IDictionary bound) => bound["Node"] switch
    {
        string name => [name],
        object[] names => [.. names.Select(name => name?.ToString() ?? "")],
        _ => [],
    };
}
