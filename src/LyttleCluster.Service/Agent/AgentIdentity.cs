namespace LyttleCluster.Service.Agent;

/// <summary>What the agent is called in the answers of the cluster calls.</summary>
/// <param name="Id">The same over restarts.</param>
/// <param name="InstanceId">Of this process, as the v2 API makes them: <c>HOST-MILLISECONDS-RANDOM</c>.</param>
/// <param name="HostName">The host.</param>
internal sealed record AgentIdentity(string Id, string InstanceId, string HostName)
{
    public const string Product = "lyttle-cluster-agent";

    public static AgentIdentity Of(AgentData data, TimeProvider time)
    {
        var host = Environment.MachineName;
        return new AgentIdentity(data.NodeId, $"{host}-{time.GetUtcNow().ToUnixTimeMilliseconds()}-{Guid.NewGuid().ToString("N")[..5]}", host);
    }
}
