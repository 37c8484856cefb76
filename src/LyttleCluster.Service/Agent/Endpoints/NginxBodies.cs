using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /nginx.</summary>
internal sealed record NginxBody(
    string? Version, bool Running, int? MasterPid, string? Release, bool ReleaseServed, WorkersBody Workers, LastReloadBody? LastReload, string Configuration)
{
    /// <summary>The configuration release that the files name; null when they name none.</summary>
    public string? ConfigurationRelease { get; init; }
}

/// <summary>The worker processes.</summary>
internal sealed record WorkersBody(int Current, int Old, int OldGenerations, int MaxOldGenerations);

/// <summary>How the last reload ended.</summary>
internal sealed record LastReloadBody(DateTimeOffset At, string Outcome, long DurationMs, string? Error)
{
    /// <summary>The caller's, when it was for a configuration release.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CorrelationId { get; init; }
}

/// <summary>POST /configuration/test.</summary>
internal sealed record ConfigurationTestBody(bool Valid, string Output, long DurationMs);

/// <summary>POST /reload: what went well, or what did not.</summary>
internal sealed record ReloadBody
{
    public required bool Success { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Release { get; init; }

    public required long DurationMs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Log { get; init; }
}
