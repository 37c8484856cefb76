using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent;

/// <summary>What the agent stands on. Tests put their own here.</summary>
internal sealed record AgentParts
{
    public required INginxControl Nginx { get; init; }

    /// <summary>The agent's own folder.</summary>
    public required AgentData Data { get; init; }

    public required ServiceLog Log { get; init; }

    /// <summary>How the host is rebooted; null when that is not allowed.</summary>
    public required IReboot? Reboot { get; init; }

    /// <summary>Who finds the addresses of upstreams; null: this host.</summary>
    public NameResolver? Resolver { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
