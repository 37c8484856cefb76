using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Docker;

/// <summary>One event as the engine tells it (<c>EventMessage</c>).</summary>
internal sealed record DockerEvent
{
    public string Type { get => field ?? ""; init; }

    /// <summary>What happened; some carry more after a colon: <c>health_status: healthy</c>, <c>exec_start: sh -c …</c>.</summary>
    public string Action { get => field ?? ""; init; }

    public DockerActor? Actor { get; init; }

    /// <summary>Seconds since 1970 by the engine's clock.</summary>
    [JsonPropertyName("time")]
    public long Time { get; init; }

    /// <summary>Nanoseconds since 1970 by the engine's clock; 0 where it does not tell.</summary>
    [JsonPropertyName("timeNano")]
    public long TimeNano { get; init; }

    /// <summary>When it happened by the engine's clock, with 100 ns kept.</summary>
    [JsonIgnore]
    public DateTimeOffset Timestamp => TimeNano != 0 ? DateTimeOffset.UnixEpoch.AddTicks(TimeNano / 100) : DateTimeOffset.FromUnixTimeSeconds(Time);
}

/// <summary>What an event happened to.</summary>
internal sealed record DockerActor
{
    public string? ID { get; init; }

    public Dictionary<string, string>? Attributes { get; init; }
}
