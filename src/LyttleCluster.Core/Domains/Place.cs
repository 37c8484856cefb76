using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>How a place takes entries.</summary>
internal enum PlaceKind
{
    /// <summary>Not at all: what is wanted there is shown for a person to do.</summary>
    None,

    /// <summary>An agent: many at once, staged, put back by itself.</summary>
    Agent,

    /// <summary>Rows of LyttleNGINX's database: one by one, live by themselves within five minutes on all nodes that share it.</summary>
    Rows,
}

/// <summary>What takes entries as one: an agent, or a database that nodes share.</summary>
internal sealed record Place
{
    public required PlaceKind Kind { get; init; }

    /// <summary>Its nodes, by name; one unless they share a database.</summary>
    public required IReadOnlyList<StoredNode> Nodes { get; init; }

    /// <summary>What answers there, in words.</summary>
    public required string Dialect { get; init; }

    /// <summary>What it has.</summary>
    public IReadOnlyList<PlaceEntry> Entries { get; init; } = [];

    public string Target => $"nginx/{string.Join('+', Nodes.Select(node => node.Name))}";
}

/// <summary>An entry of a place with the fingerprint of what it says; null where it says something that a domain cannot.</summary>
internal sealed record PlaceEntry(NginxApiEntry Entry, string? Fingerprint)
{
    public int Id => Entry.Id;

    /// <summary>An agent's ETag is the fingerprint; others are computed.</summary>
    public static PlaceEntry Of(NginxApiEntry entry) => new(entry, entry.Entry is null ? null : entry.ETag ?? entry.Entry.Fingerprint());
}
