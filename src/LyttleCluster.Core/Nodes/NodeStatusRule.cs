namespace LyttleCluster.Core.Nodes;

/// <summary>A node's status, by the first rule that matches.</summary>
internal static class NodeStatusRule
{
    public static NodeStatus Of(bool suspended, IReadOnlyList<ClusterEndpoint> endpoints)
    {
        if (endpoints.All(endpoint => endpoint.Connection == EndpointConnection.NotProbed)) return NodeStatus.Unknown;
        if (suspended) return NodeStatus.Suspended;
        if (!endpoints.Any(Answers)) return NodeStatus.Unreachable;
        return endpoints.All(IsWell) ? NodeStatus.Ready : NodeStatus.Degraded;
    }

    private static bool Answers(ClusterEndpoint endpoint) => endpoint.Connection == EndpointConnection.Connected;

    /// <summary>Whether nothing of an endpoint keeps its node from being Ready.</summary>
    public static bool IsWell(ClusterEndpoint endpoint) => Answers(endpoint) && endpoint.Health is not EndpointHealth.Unhealthy;
}
