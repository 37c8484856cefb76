using LyttleCluster.Core;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Health;
using LyttleCluster.Service.Manager.Metrics;

namespace LyttleCluster.Service.Manager;

/// <summary>What the parts of a running manager have in common. Tests put their own here.</summary>
internal sealed record ManagerParts
{
    public required ManagerOptions Options { get; init; }

    /// <summary>The cluster, without any check of rights: handlers use that of the caller, <see cref="Http.ManagerCall.Cluster"/>.</summary>
    public required LocalCluster Cluster { get; init; }

    /// <summary>The cluster as it is watched.</summary>
    public required IClusterWatch Watch { get; init; }

    /// <summary>Takes what the heartbeats of agents tell of their hosts; null: the watch, where it does.</summary>
    public IHostFactsSink? HostFacts { get; init; }

    public required Lifecycle Lifecycle { get; init; }

    public required ServiceLog Log { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What happened since it started, for the metrics.</summary>
    public ManagerCounters Counters { get; init; } = new();

    /// <summary>The last hour, for the dashboards.</summary>
    public MetricSamples Samples { get; init; } = new();

    /// <summary>Whether its parts live, for the health calls.</summary>
    public HealthBook Health { get; init; } = new(TimeProvider.System);
}
