using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Access;

/// <summary>The stored grants, revocations and tokens, each with its revision.</summary>
internal sealed class AccessRegistry(IStateStore store)
{
    public Task<IReadOnlyList<Stored<AccessGrantDocument>>> GrantsAsync(CancellationToken cancellationToken) =>
        ListAsync(AccessGrantDocument.DocumentKind, document => DocumentWrite.Read(document, StateJson.Default.AccessGrantDocument), cancellationToken);

    public Task<IReadOnlyList<Stored<AccessRevocationDocument>>> RevocationsAsync(CancellationToken cancellationToken) =>
        ListAsync(AccessRevocationDocument.DocumentKind, document => DocumentWrite.Read(document, StateJson.Default.AccessRevocationDocument), cancellationToken);

    public Task<IReadOnlyList<Stored<AccessTokenDocument>>> TokensAsync(CancellationToken cancellationToken) =>
        ListAsync(AccessTokenDocument.DocumentKind, document => DocumentWrite.Read(document, StateJson.Default.AccessTokenDocument), cancellationToken);

    private async Task<IReadOnlyList<Stored<T>>> ListAsync<T>(string kind, Func<StateDocument, T> read, CancellationToken cancellationToken)
    {
        var found = new List<Stored<T>>();
        await foreach (var document in store.ListAsync(kind, "", cancellationToken)) found.Add(new Stored<T>(read(document), document.Revision));
        return found;
    }
}

/// <summary>A document with the revision it was read at.</summary>
internal sealed record Stored<T>(T Document, long Revision);
