using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Agent.Operations;

/// <summary>An operation as the v2 API answers it.</summary>
internal sealed record OperationBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Found { get; init; }

    public required string OperationId { get; init; }

    public required string OperationType { get; init; }

    public required string Scope { get; init; }

    public required string Status { get; init; }

    public required int TargetNodeCount { get; init; }

    public required int CompletedNodeCount { get; init; }

    public required int SuccessfulNodeCount { get; init; }

    public required int FailedNodeCount { get; init; }

    public required string InitiatorNodeId { get; init; }

    public required string InitiatorHostname { get; init; }

    public required string CorrelationId { get; init; }

    public required string RequestPath { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public string? LastError { get; init; }

    public required string OperationStatusPath { get; init; }

    public required OperationLinks Links { get; init; }

    public required OperationSummary StatusSummary { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public OperationMetadata? Metadata { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Acknowledgement>? Acknowledgements { get; init; }
}

/// <summary>Where to ask again.</summary>
internal sealed record OperationLinks(string Self);

/// <summary>What a caller who polls looks at.</summary>
internal sealed record OperationSummary(int PendingNodeCount, double CompletionRatio, bool IsTerminal, bool IsSuccessful);

/// <summary>What was asked for.</summary>
internal sealed record OperationMetadata(bool Broadcast);
