using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Nginx;

/// <summary>Which nodes a request about nginx means.</summary>
internal static class NginxNodes
{
    /// <summary>
    /// The nodes with an nginx_api among those that are meant. One without is a failure where it was named, and left out where a wildcard
    /// or nothing at all named it.
    /// </summary>
    public static Task<NodeSelection> SelectAsync(NodeRegistry registry, IReadOnlyList<string> names, CancellationToken cancellationToken) =>
        registry.SelectWithNginxApiAsync(names, cancellationToken);

    /// <summary>What is held while a node's nginx is reloaded or its configuration is changed.</summary>
    public static string LockOf(string node) => $"nginx/{node.ToLowerInvariant()}";
}
