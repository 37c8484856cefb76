using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>What a look at nodes found.</summary>
/// <param name="Places">Each place once.</param>
/// <param name="Failures">Why some nodes could not be looked at, by node.</param>
internal sealed record PlaceLook(IReadOnlyList<Place> Places, IReadOnlyDictionary<string, ClusterException> Failures);

/// <summary>Looks at nodes: what each takes, what it has, and which of them share a database.</summary>
internal sealed class PlaceFinder(NodeConnections connections)
{
    /// <param name="nodes">The nodes to look at.</param>
    /// <param name="all">All nodes: those that share a database with one of these are looked at too.</param>
    /// <param name="call">How long one may be silent.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PlaceLook> LookAsync(IReadOnlyList<StoredNode> nodes, IReadOnlyList<StoredNode> all, NodeCall call, CancellationToken cancellationToken)
    {
        var failures = new Dictionary<string, ClusterException>(StringComparer.OrdinalIgnoreCase);
        var seen = new List<Seen>();
        await LookAsync(nodes, call, seen, failures, cancellationToken);
        var siblings = all.Where(node => !nodes.Any(one => one.Name == node.Name) && seen.Any(one => one.Peers.Any(peer => IsAt(peer, node)))).ToList();
        await LookAsync(siblings, call, seen, failures, cancellationToken);
        // Nodes answer in any order; waves go over them in the same one each time.
        return new PlaceLook([.. PlacesOf(seen).OrderBy(place => place.Nodes[0].Name, StringComparer.OrdinalIgnoreCase)], failures);
    }

    private static bool IsAt(NginxApiPeer peer, StoredNode node) =>
        peer.Uri is { } uri && node.Document.Settings.NginxApi is { } api && uri.Port == api.Port && string.Equals(uri.IdnHost, api.IdnHost, StringComparison.OrdinalIgnoreCase);

    private async Task LookAsync(
        IReadOnlyList<StoredNode> nodes, NodeCall call, List<Seen> seen, Dictionary<string, ClusterException> failures, CancellationToken cancellationToken)
    {
        var looks = NodeFanOut.RunAsync<StoredNode, Seen>(
            nodes,
            NodeCall.ReadThrottle,
            node => node.Name,
            async (node, results, stop) => await results.WriteAsync(await LookAsync(node, LookLimitOf(call), stop), stop),
            cancellationToken);
        await foreach (var answer in looks)
        {
            if (answer.Value is { } one) seen.Add(one);
            else if (answer.Failure is { Node: { } node } failure) failures[node] = failure;
        }
    }

    /// <summary>A look is not given the minutes that a publish may take.</summary>
    private static TimeSpan LookLimitOf(NodeCall call) => call.Timeout < NodeCall.DefaultTimeout ? call.Timeout : NodeCall.DefaultTimeout;

    private async Task<Seen> LookAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var nginx = connections.NginxApiOf(node);
        var dialect = await nginx.GetDialectAsync(silence, cancellationToken);
        if (!dialect.Can(NginxApiCapabilities.Configuration)) return new Seen(node, dialect, PlaceKind.None, [], []);
        var isAgent = dialect.Generation == NginxApiGeneration.Agent;
        var entries = await nginx.ListEntriesAsync(silence, cancellationToken);
        var peers = isAgent ? [] : await nginx.ListPeersAsync(silence, cancellationToken);
        return new Seen(node, dialect, isAgent ? PlaceKind.Agent : PlaceKind.Rows, [.. entries.Entries.Select(PlaceEntry.Of)], peers);
    }

    private static IEnumerable<Place> PlacesOf(List<Seen> seen)
    {
        var byName = seen.ToDictionary(one => one.Node.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var one in seen.Where(one => one.Kind != PlaceKind.Rows)) yield return PlaceOf([one]);
        var databases = SharedDatabase.Group(seen.Where(one => one.Kind == PlaceKind.Rows).ToDictionary(one => one.Node.Name, one => one.Peers));
        foreach (var database in databases) yield return PlaceOf([.. database.Select(name => byName[name])]);
    }

    private static Place PlaceOf(IReadOnlyList<Seen> seen) => new()
    {
        Kind = seen[0].Kind,
        Nodes = [.. seen.Select(one => one.Node).OrderBy(node => node.Name, StringComparer.OrdinalIgnoreCase)],
        Dialect = seen[0].Dialect.Name,
        Entries = seen[0].Entries,
    };

    private sealed record Seen(StoredNode Node, NginxApiDialect Dialect, PlaceKind Kind, IReadOnlyList<PlaceEntry> Entries, IReadOnlyList<NginxApiPeer> Peers);
}
