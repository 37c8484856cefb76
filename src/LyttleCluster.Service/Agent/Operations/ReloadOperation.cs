namespace LyttleCluster.Service.Agent.Operations;

/// <summary>One reload that was asked for by <c>POST /cluster/reload</c>, as it is kept over a restart.</summary>
internal sealed record ReloadOperation
{
    public const string Type = "cluster.reload";

    public required string Id { get; init; }

    public OperationStatus Status { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>Whether all nodes were meant; an agent has only itself.</summary>
    public required bool Broadcast { get; init; }

    /// <summary>The agent process that took it.</summary>
    public required string InitiatorInstanceId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>The status POST /reload would have answered.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>Why it failed; else null.</summary>
    public string? LastError { get; init; }

    /// <summary>The outcome's name, as POST /reload answers it in <c>code</c>; null while it is not settled.</summary>
    public string? Code { get; init; }

    /// <summary>The release that serves after it.</summary>
    public string? Release { get; init; }

    public bool IsTerminal => Status is OperationStatus.Succeeded or OperationStatus.Failed;
}
