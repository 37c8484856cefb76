using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Agent.Operations;

/// <summary>What the node made of an operation: here there is always one, the agent's own.</summary>
internal sealed record Acknowledgement
{
    public required string NodeInstanceId { get; init; }

    public required string NodeHostname { get; init; }

    /// <summary>Null: the agent did it itself.</summary>
    public string? EndpointUrl { get; init; }

    public required string Status { get; init; }

    public int? ResponseStatus { get; init; }

    public string? ErrorMessage { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? AckedAt { get; init; }

    public AcknowledgementDetails? Details { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>How the reload ended.</summary>
/// <param name="Ok">Whether nginx took it.</param>
/// <param name="Code">The outcome, as POST /reload names it.</param>
/// <param name="Runtime">What serves after it; null when it failed.</param>
internal sealed record AcknowledgementDetails(
    bool Ok,
    string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AcknowledgedRuntime? Runtime);

/// <summary>The release that serves.</summary>
internal sealed record AcknowledgedRuntime(string? CurrentReleaseId);
