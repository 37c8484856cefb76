using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>The body of <c>/health</c> in any generation: from <c>{"status":"ok"}</c> to v2's liveness report. A 503 has the same body.</summary>
internal sealed record HealthReport
{
    /// <summary><c>ok</c>, or what it says instead.</summary>
    public required string Status { get; init; }

    /// <summary><c>liveness</c> since 2026-05-24; null before.</summary>
    public string? Probe { get; init; }

    /// <summary>The state of its life (<c>starting</c>, <c>running</c>, …) since 2026-06-05.</summary>
    public string? Lifecycle { get; init; }

    public bool HasUptime { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The program; only our agent names it.</summary>
    public string? Product { get; init; }

    public string? Version { get; init; }

    /// <summary>Null when the body is no such report.</summary>
    public static HealthReport? Parse(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        return json?.RootElement is { } root && root.Text("status") is { Length: > 0 } status ? Of(root, status) : null;
    }

    private static HealthReport Of(JsonElement root, string status) => new()
    {
        Status = status,
        Probe = root.Text("probe"),
        Lifecycle = root.Field("lifecycle")?.Text("state"),
        HasUptime = root.Number("uptime") is not null,
        StartedAt = root.Time("startedAt"),
        Timestamp = root.Time("timestamp"),
        Product = root.Field("server")?.Text("product"),
        Version = root.Field("server")?.Text("version"),
    };
}
