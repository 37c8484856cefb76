using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>What is held during a publish: the whole by one lock, so that two never go over the nodes at once; each place by those of its nodes.</summary>
internal static class PublishLock
{
    public static (string Name, string Target) Of() => ("domains/publish", "the publishing of domains");

    public static IReadOnlyList<string> Of(Place place) => Of(place.Nodes);

    public static IReadOnlyList<string> Of(IReadOnlyList<StoredNode> nodes) => [.. nodes.Select(node => NginxNodes.LockOf(node.Name)).Order(StringComparer.Ordinal)];
}
