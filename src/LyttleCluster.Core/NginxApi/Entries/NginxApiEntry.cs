using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.NginxApi;

/// <summary>An entry that a node's nginx_api has.</summary>
internal sealed record NginxApiEntry
{
    /// <summary>Its id there; never used again for another.</summary>
    public required int Id { get; init; }

    /// <summary>Its state there, for <c>If-Match</c>; null where the generation has none.</summary>
    public string? ETag { get; init; }

    /// <summary>
    /// What it says, normalised; null when it says something that we cannot (custom code outside our allow-list, a field of a newer program): then it
    /// can be shown and put back as it is not, and is nobody's to touch.
    /// </summary>
    public NginxEntry? Entry { get; init; }

    /// <summary>Its host names as the node gives them.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The same in one line for people.</summary>
    public string? Raw { get; init; }
}

/// <summary>All entries of a node.</summary>
/// <param name="Entries">By id.</param>
/// <param name="SetETag">The state of all of them together, for <c>If-Match</c>; null where the generation has none.</param>
internal sealed record NginxApiEntries(IReadOnlyList<NginxApiEntry> Entries, string? SetETag);
