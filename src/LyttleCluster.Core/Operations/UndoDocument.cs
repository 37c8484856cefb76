using System.Security.Cryptography;
using System.Text.Json;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>
/// What a change of documents replaced, written in the same transaction, and what it left: a document that says something else now has moved on. Revisions
/// would not do: one that was changed again and put back is as it was left.
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

    /// <summary>What it was left with, as <see cref="Digest"/> shortens it; null where it was removed: then it must still not be there.</summary>
    public string? After { get; init; }

    public DocumentKey Key => new(Kind, Name);

    /// <summary>A short name for what a document says.</summary>
    public static string Digest(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(JsonElement.Parse(body), StateJson.Default.JsonElement)));
}
