using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Services;

/// <summary>What a manager writes beside its state file, so that it can be found, and stopped, without guessing.</summary>
internal sealed record ManagerNote
{
    public required ManagerStatus Status { get; init; }

    public required int ProcessId { get; init; }

    /// <summary>Tells the process from a later one with that number, see <see cref="ProcessMark"/>.</summary>
    public required string? Mark { get; init; }

    public Uri? Uri { get; init; }

    public required string StatePath { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string Version { get; init; }

    public bool ReadOnly { get; init; }

    public string? Service { get; init; }

    public string? LogPath { get; init; }

    /// <summary>Whether its process still runs.</summary>
    [JsonIgnore]
    public bool IsAlive => Mark is not null && ProcessMark.Of(ProcessId) == Mark;

    /// <summary>As operators see it.</summary>
    public ClusterManager ToManager() => new()
    {
        Status = IsAlive ? Status : ManagerStatus.Died,
        ProcessId = ProcessId,
        Uri = Uri,
        StatePath = StatePath,
        StartedAt = StartedAt,
        Version = Version,
        ReadOnly = ReadOnly,
        Service = Service,
        LogPath = LogPath,
    };
}

/// <summary>The note as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManagerNote))]
internal sealed partial class ManagerNoteJson : JsonSerializerContext;
