namespace LyttleCluster.Core.Operations;

/// <summary>An operation as it is stored, without its steps: each step is a document of its own, so that one step's end is a small write.</summary>
internal sealed record OperationDocument
{
    /// <summary>The kind of its documents; the name is the operation's id.</summary>
    public const string Kind = "operation";

    /// <summary>The kind of its steps' documents; the name is <c>id/number</c>.</summary>
    public const string StepKind = "operation-step";

    /// <summary>
    /// The kind of what an operation needs to be undone or settled: of its steps (<c>id/number</c>), and of the documents it changed
    /// (<see cref="UndoDocument"/>).
    /// </summary>
    public const string NotesKind = "operation-notes";

    /// <summary>
    /// The kind of a sign, named by the operation's id, that some of its steps have begun and not ended: it goes with the last of them, so what a
    /// dead process left is found without reading the journal.
    /// </summary>
    public const string OpenKind = "operation-open";

    /// <summary>The version of the format in which plans are written now: 1 had no notes.</summary>
    public const int CurrentPlanFormat = 2;

    public required string Id { get; init; }

    public required string UseCase { get; init; }

    public required string Summary { get; init; }

    public required string Author { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public OperationOutcome Outcome { get; init; }

    public bool Reversible { get; init; }

    public int PlanFormat { get; init; } = CurrentPlanFormat;

    /// <summary>The program that wrote it, for who does not know its format.</summary>
    public string? Program { get; init; }

    /// <summary>The kind of its steps' notes; null: they have none.</summary>
    public string? StepNotes { get; init; }

    /// <summary>The operation it undid; null: none.</summary>
    public string? Undoes { get; init; }
}
