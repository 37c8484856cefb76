namespace LyttleCluster.Core.Operations;

/// <summary>An operation as it is stored, without its steps: each step is a document of its own, so that one step's end is a small write.</summary>
internal sealed record OperationDocument
{
    /// <summary>The kind of its documents; the name is the operation's id.</summary>
    public const string Kind = "operation";

    /// <summary>The kind of its steps' documents; the name is <c>id/number</c>.</summary>
    public const string StepKind = "operation-step";

    /// <summary>The version of the format in which plans are written now.</summary>
    public const int CurrentPlanFormat = 1;

    public required string Id { get; init; }

    public required string UseCase { get; init; }

    public required string Summary { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public OperationOutcome Outcome { get; init; }

    public bool Reversible { get; init; }

    public int PlanFormat { get; init; } = CurrentPlanFormat;
}
