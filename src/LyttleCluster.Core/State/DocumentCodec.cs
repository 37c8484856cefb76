using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.State;

/// <summary>Documents of one kind as values of one type.</summary>
/// <typeparam name="T">What a document holds.</typeparam>
/// <param name="kind">The kind, e.g. <c>node</c>.</param>
/// <param name="type">How it is written as JSON, from a generated context: reflection would cost a shell's first command its budget.</param>
internal sealed class DocumentCodec<T>(string kind, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>The kind.</summary>
    public string Kind => kind;

    /// <summary>What the document of that name is found by.</summary>
    public DocumentKey Key(string name) => new(kind, name);

    /// <summary>One document; null when there is none.</summary>
    public async Task<Stored<T>?> GetAsync(IStateStore store, string name, CancellationToken cancellationToken) =>
        await store.GetAsync(Key(name), cancellationToken) is { } document ? Decode(store, document) : null;

    /// <summary>The documents whose names begin with <paramref name="prefix"/>, by name.</summary>
    public IAsyncEnumerable<Stored<T>> ListAsync(IStateStore store, string prefix, CancellationToken cancellationToken) =>
        DecodeAsync(store, store.ListAsync(kind, prefix, cancellationToken), cancellationToken);

    /// <summary>The newest documents, by name descending.</summary>
    public IAsyncEnumerable<Stored<T>> ListNewestAsync(IStateStore store, int limit, CancellationToken cancellationToken) =>
        DecodeAsync(store, store.ListNewestAsync(kind, limit, cancellationToken), cancellationToken);

    /// <summary>Creates or replaces a document; for <paramref name="expected"/> see <see cref="StateWrite.Expected"/>.</summary>
    public StateWrite Put(string name, T value, long? expected) =>
        StateWrite.Put(Key(name), expected, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>Deletes a document.</summary>
    public StateWrite Delete(string name, long? expected) => StateWrite.Delete(Key(name), expected);

    /// <summary>The value of a document; <c>StateDocumentUnreadable</c> when it is not one.</summary>
    public Stored<T> Decode(IStateStore store, StateDocument document)
    {
        try
        {
            var value = JsonSerializer.Deserialize(document.Body.Span, type);
            return new Stored<T>(document.Key.Name, document.Revision, value ?? throw StateErrors.Unreadable(document.Key, store.Description));
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw StateErrors.Unreadable(document.Key, store.Description);
        }
    }

    private async IAsyncEnumerable<Stored<T>> DecodeAsync(
        IStateStore store, IAsyncEnumerable<StateDocument> documents, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in documents.WithCancellation(cancellationToken)) yield return Decode(store, document);
    }
}

/// <summary>A value as it is stored.</summary>
/// <typeparam name="T">What the document holds.</typeparam>
/// <param name="Name">The document's name.</param>
/// <param name="Revision">Its revision, to be expected by the next write.</param>
/// <param name="Value">What it holds.</param>
internal sealed record Stored<T>(string Name, long Revision, T Value);
