using System.Text.Json;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>
/// What a change of documents replaced, written in the same transaction: so its own revision is the one that all of these documents got, and
/// tells whether one of them has moved on since.
/// </summary>
internal sealed record UndoDocument
{
    /// <summary>What it is called below its operation, beside the notes of steps.</summary>
    private const string LastPart = "undo";

    public required IReadOnlyList<UndoneDocument> Documents { get; init; }

    public static DocumentKey KeyOf(string operationId) => new(OperationDocument.NotesKind, $"{operationId}/{LastPart}");
}

/// <summary>One document as it was before.</summary>
internal sealed record UndoneDocument
{
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>What it held; null when it did not exist.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>Whether the change removed it: then it must still not be there.</summary>
    public bool Removed { get; init; }

    public DocumentKey Key => new(Kind, Name);
}
