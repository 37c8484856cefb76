using LyttleCluster.Core.Security;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// The keys of nodes: sealed in their documents, plain only in memory. A key that was given stays plain in the plan and is sealed when the
/// plan is carried out, so that planning writes nothing, not even a key file.
/// </summary>
internal sealed class NodeKeys(Sealer sealer)
{
    /// <summary>A document as it is with settings that were given: their key, when it is another than the one it has.</summary>
    /// <param name="document">The document before.</param>
    /// <param name="settings">All settings of it afterwards; with a key only where one was given.</param>
    /// <param name="cleared">Whether it has no key afterwards unless one was given.</param>
    public NodeDocument Take(NodeDocument document, NodeSettings settings, bool cleared)
    {
        if (settings.NginxApiKey is not { } given) return document with { Settings = settings, NginxApiKey = cleared ? null : document.NginxApiKey };

        sealer.Check();
        return sealer.IsSealed(document.NginxApiKeyName, document.NginxApiKey, given)
            ? document with { Settings = settings with { NginxApiKey = null } }
            : document with { Settings = settings };
    }

    /// <summary>A document as it is stored: nothing plain in it.</summary>
    public NodeDocument Seal(NodeDocument document) => document.Settings.NginxApiKey is not { } given ? document : document with
    {
        Settings = document.Settings with { NginxApiKey = null },
        NginxApiKey = sealer.Seal(document.NginxApiKeyName, given),
    };

    /// <summary>The key for a node's nginx_api; null when it has none.</summary>
    /// <exception cref="ClusterException"><c>SealedValueLost</c>, <c>SealedValueDamaged</c>, or the key file cannot be used.</exception>
    public Secret? KeyOf(NodeDocument document) =>
        document.Settings.NginxApiKey ?? (document.NginxApiKey is { } value ? sealer.Open(document.NginxApiKeyName, value) : null);
}
