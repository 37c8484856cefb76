using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Which domain has which host name. A name is a document, so the store itself lets only one domain have it; a wildcard and a name below it are kept
/// apart by the sign of their zone (<see cref="DomainNameDocument.ZoneKind"/>).
/// </summary>
internal sealed class DomainNames(IStateStore store, DomainRegistry registry) : IUndoRule
{
    /// <summary>The writes that give a domain its names of <paramref name="after"/> instead of those of <paramref name="before"/>.</summary>
    /// <exception cref="ClusterException"><c>DomainNameTaken</c>, <c>DomainNameShadowed</c>.</exception>
    public async Task<IReadOnlyList<StateWrite>> MoveAsync(DomainDocument? before, DomainDocument? after, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> had = before?.Names ?? [];
        IReadOnlyList<string> has = after?.Names ?? [];
        var writes = new List<StateWrite>();
        if (has.Except(had).ToList() is { Count: > 0 } fresh)
        {
            foreach (var name in fresh) await CheckFreeAsync(after!.Name, name, cancellationToken);
            writes.AddRange(fresh.Select(name => DocumentWrite.Put(KeyOf(name), 0, new DomainNameDocument { Domain = after!.Name }, StateJson.Default.DomainNameDocument)));
            writes.AddRange(await SignsAsync(fresh, cancellationToken));
        }

        foreach (var name in had.Except(has))
        {
            if (await store.GetAsync(KeyOf(name), cancellationToken) is { } document) writes.Add(StateWrite.Delete(document.Key, document.Revision));
        }

        return writes;
    }

    /// <summary>The domain that a name's document gives it to; null when there is none.</summary>
    public async Task<string?> HolderAsync(DocumentKey key, CancellationToken cancellationToken) =>
        await store.GetAsync(key, cancellationToken) is { } document ? DocumentWrite.Read(document, StateJson.Default.DomainNameDocument).Domain : null;

    /// <summary>Names that come back must still be free, and not be taken by a wildcard that came since.</summary>
    public async Task<IReadOnlyList<StateWrite>> CheckAsync(ClusterOperation operation, IReadOnlyList<UndoneDocument> documents, CancellationToken cancellationToken)
    {
        var back = documents.Where(document => document is { Kind: DomainNameDocument.Kind, After: null }).Select(document => document.Name).ToList();
        if (back.Count == 0) return [];
        var gone = documents.Where(document => document is { Kind: DomainNameDocument.Kind, Before: null }).Select(document => document.Name).ToHashSet();
        var taken = (await registry.NamesAsync(cancellationToken)).Where(name => !gone.Contains(name.Key)).ToDictionary();
        foreach (var name in back)
        {
            if (taken.Keys.FirstOrDefault(other => DomainName.Overlap(name, other)) is { } other)
                throw OperationErrors.MovedOn(operation, name, $"domain '{taken[other]}' has {other} now");
        }

        return await SignsAsync(back, cancellationToken);
    }

    /// <summary>The domain that takes requests for a host name, by the name itself or by a wildcard over it; null: none does.</summary>
    public async Task<string?> DomainOfAsync(string host, CancellationToken cancellationToken)
    {
        if (!DomainName.TryParse(host, out var name, out _)) return null;
        foreach (var one in ZonesOf(name!.Ascii).Select(zone => $"*.{zone}").Prepend(name.Ascii))
        {
            if (await HolderAsync(KeyOf(one), cancellationToken) is { } holder) return holder;
        }

        return null;
    }

    /// <summary>A plain name can only meet itself and the wildcards over it, a few documents; a wildcard any name below it.</summary>
    private async Task CheckFreeAsync(string domain, string name, CancellationToken cancellationToken)
    {
        if (await HolderAsync(KeyOf(name), cancellationToken) is { } holder && holder != domain) throw DomainErrors.NameTaken(domain, name, holder);
        if (name[0] == '*')
        {
            var below = (await registry.NamesAsync(cancellationToken)).FirstOrDefault(other => other.Value != domain && DomainName.Overlap(name, other.Key));
            if (below.Key is not null) throw DomainErrors.Shadowed(domain, name, below.Key, below.Value);
            return;
        }

        foreach (var wildcard in ZonesOf(name).Select(zone => $"*.{zone}"))
        {
            if (await HolderAsync(KeyOf(wildcard), cancellationToken) is { } over && over != domain) throw DomainErrors.Shadowed(domain, name, wildcard, over);
        }
    }

    /// <summary>The zones above a name: <c>b.c</c> and <c>c</c> for <c>a.b.c</c>, and for <c>*.b.c</c>.</summary>
    private static IEnumerable<string> ZonesOf(string name)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1)) yield return name[(dot + 1)..];
    }

    /// <summary>The sign of each zone above these names; a wildcard binds to the sign of its own zone as it is now.</summary>
    private async Task<IReadOnlyList<StateWrite>> SignsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var bound = names.Where(name => name[0] == '*').Select(name => name[2..]).ToHashSet(StringComparer.Ordinal);
        var signs = new List<StateWrite>();
        foreach (var zone in names.SelectMany(ZonesOf).Distinct(StringComparer.Ordinal))
        {
            var key = new DocumentKey(DomainNameDocument.ZoneKind, zone);
            long? expected = bound.Contains(zone) ? (await store.GetAsync(key, cancellationToken))?.Revision ?? 0 : null;
            signs.Add(StateWrite.Put(key, expected, "{}"u8.ToArray()) with { IsSign = true });
        }

        // A plain name asserts besides that no wildcard over it came since it was planned.
        var wildcards = names.Where(name => name[0] != '*').SelectMany(ZonesOf).Distinct(StringComparer.Ordinal).Select(zone => KeyOf($"*.{zone}"));
        foreach (var key in wildcards)
        {
            if (!names.Contains(key.Name) && await store.GetAsync(key, cancellationToken) is null) signs.Add(StateWrite.Delete(key, 0) with { IsSign = true });
        }

        return signs;
    }

    private static DocumentKey KeyOf(string name) => new(DomainNameDocument.Kind, name);
}
