namespace LyttleCluster.Core.Nodes;

/// <summary>What is accepted, but should be known.</summary>
internal static class NodeWarnings
{
    /// <summary>What to warn of in a node's document.</summary>
    public static IEnumerable<ClusterWarning> Of(NodeDocument document)
    {
        var hasKey = (document.Settings.NginxApiKey is not null) || (document.NginxApiKey is not null);
        if (hasKey && document.Settings.NginxApi is { } uri && uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback) yield return KeyUnprotected(document.Name, uri);
    }

    private static ClusterWarning KeyUnprotected(string node, Uri uri) => new()
    {
        Id = "NginxApiKeyUnprotected",
        Node = node,
        Message = $"Node '{node}': its key goes to {uri} in plain text, and whoever sees the network on the way can use it.",
        Remedy = "Use https there (the agent: --certificate and --key), or an address that only a tunnel leads to.",
    };
}
