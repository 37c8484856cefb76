using System.Text.Json.Serialization;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Liveness: the process answers.</summary>
internal sealed record LivenessBody(
    string Status, string Probe, LifecycleBody Lifecycle, double Uptime, DateTimeOffset StartedAt, DateTimeOffset Timestamp, ServerBody Server)
{
    /// <summary>How far it is with joining; left out where it does not join.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JoinStatus? Joining { get; init; }
}

/// <summary>Readiness: nginx runs and has the configuration it was given.</summary>
internal sealed record ReadinessBody(
    string Status, string Probe, LifecycleBody Lifecycle, IReadOnlyList<CheckBody> Checks, CheckSummary Summary, ReadinessThresholds Thresholds,
    double Uptime, DateTimeOffset StartedAt, DateTimeOffset Timestamp);

/// <summary>Where the process is in its life.</summary>
internal sealed record LifecycleBody(string State, string Status, DateTimeOffset ChangedAt, string? ShutdownSignal);

/// <summary>How a client tells the agent from LyttleNGINX.</summary>
internal sealed record ServerBody(string Product, string Version);

/// <summary>How many checks there were.</summary>
internal sealed record CheckSummary(int Total, int Ok, int Error);

/// <summary>From where on a check is in error.</summary>
internal sealed record ReadinessThresholds(int MaxOldGenerations);

/// <summary>One check.</summary>
internal sealed record CheckBody(string Name, string Status, string Details, DateTimeOffset CheckedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Pid { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastAttemptAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastError { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StateDetails { get; init; }

    [JsonIgnore]
    public bool IsOk => Status == Endpoints.Health.Ok;
}
