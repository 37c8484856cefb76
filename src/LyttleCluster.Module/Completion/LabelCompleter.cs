using System.Collections;
using System.Management.Automation.Language;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Completes labels, as the hashtable that names one.</summary>
public abstract class LabelCompleter : CachedCompleter
{
    /// <summary>Each label as <c>@{ 'key' = 'value' }</c>.</summary>
    private protected static IEnumerable<string> AsHashtables(IReadOnlyDictionary<string, string> labels) =>
        labels.Select(label => $"@{{ {Quote(label.Key)} = {Quote(label.Value)} }}");

    private protected override string Quoted(string text, string quote) => text;

    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}

/// <summary>Completes labels of nodes.</summary>
public sealed class NodeLabelCompleter : LabelCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Nodes.GetAsync(new NodeQuery { Cached = true }, cancellationToken)
            .Where(answer => answer.IsValue)
            .SelectMany(answer => AsHashtables(answer.Value!.Labels));
}

/// <summary>Completes labels of containers.</summary>
public sealed class ContainerLabelCompleter : LabelCompleter
{
    private protected override IAsyncEnumerable<string> ListAsync(ICluster cluster, IDictionary bound, CancellationToken cancellationToken) =>
        cluster.Containers.GetAsync(new ContainerQuery { Cached = true }, cancellationToken)
            .Where(answer => answer.IsValue)
            .SelectMany(answer => AsHashtables(answer.Value!.Labels));
}
