using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Nginx;

/// <summary>Which nodes a request about nginx means.</summary>
internal static class NginxNodes
{
    /// <summary>
    /// The nodes with an nginx_api among those that are meant. One without is a failure where it was named, and left out where a wildcard
    /// or nothing at all named it.
    /// </summary>
    public static async Task<NodeSelection> SelectAsync(NodeRegistry registry, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectAsync(names, cancellationToken);
        var without = selection.Nodes
            .Where(node => node.Document.Settings.NginxApi is null)
            .Where(node => names.Any(name => !Wildcard.IsPattern(name) && string.Equals(name, node.Name, StringComparison.OrdinalIgnoreCase)));
        return new NodeSelection(
            [.. selection.Nodes.Where(node => node.Document.Settings.NginxApi is not null)],
            [.. selection.Failures, .. without.Select(node => NodeErrors.NoNginxApi(node.Name))]);
    }

    /// <summary>What is held while a node's nginx is reloaded or its configuration is changed.</summary>
    public static string LockOf(string node) => $"nginx/{node.ToLowerInvariant()}";
}
