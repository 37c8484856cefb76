using LyttleCluster.Core.Nginx;

namespace LyttleCluster.Core.Domains;

/// <summary>What is held during a publish: the whole by one lock, so that two never go over the nodes at once; each place by those of its nodes.</summary>
internal static class PublishLock
{
    public static (string Name, string Target) Of() => ("domains/publish", "the publishing of domains");

    public static IReadOnlyList<string> Of(Place place) => [.. place.Nodes.Select(node => NginxNodes.LockOf(node.Name)).Order(StringComparer.Ordinal)];
}
