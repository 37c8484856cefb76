using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>What this cluster has published, by node and domain.</summary>
internal sealed class PublishedEntries(IStateStore store)
{
    /// <summary>All that was published to a node, by the domain's name.</summary>
    public async Task<IReadOnlyDictionary<string, PublishedEntry>> OfAsync(string node, CancellationToken cancellationToken)
    {
        var published = new Dictionary<string, PublishedEntry>(StringComparer.Ordinal);
        await foreach (var document in store.ListAsync(PublishedEntry.Kind, $"{node.ToLowerInvariant()}/", cancellationToken))
        {
            var entry = DocumentWrite.Read(document, StateJson.Default.PublishedEntry);
            published[entry.Domain] = entry;
        }

        return published;
    }

    public static StateWrite WriteOf(PublishedEntry entry) =>
        DocumentWrite.Put(PublishedEntry.KeyOf(entry.Node, entry.Domain), null, entry, StateJson.Default.PublishedEntry);

    public static StateWrite ForgetOf(string node, string domain) => StateWrite.Delete(PublishedEntry.KeyOf(node, domain), null);

    /// <summary>Recorded whatever the caller does meanwhile: what lies on the nodes is ours, and must be known as ours.</summary>
    public async Task RecordAsync(IReadOnlyList<StateWrite> writes)
    {
        if (writes.Count > 0) await store.CommitAsync(writes, CancellationToken.None);
    }
}
