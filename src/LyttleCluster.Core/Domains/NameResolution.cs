using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>Whether host names lead visitors to the nodes that are to serve them. A wildcard has no address of its own and is not looked up.</summary>
internal sealed class NameResolution(TimeProvider time)
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>One check for each host name of each domain, in the order the answers come.</summary>
    public async IAsyncEnumerable<DomainCheck> CheckAsync(IReadOnlyList<PlaceWork> works, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = (from work in works
                     from change in work.Changes
                     where change.After is not null
                     from name in change.After!.Names
                     where name[0] != '*'
                     group work.Place.Nodes by (change.Domain, change.Shown, Name: name) into nodes
                     select new Asked(nodes.Key.Domain, nodes.Key.Shown, nodes.Key.Name, [.. nodes.SelectMany(several => several).DistinctBy(node => node.Name)])).ToList();
        var addresses = new AddressBook();
        var checks = NodeFanOut.RunAsync<Asked, DomainCheck>(
            asked,
            AtOnce,
            _ => null,
            async (one, results, stop) => await results.WriteAsync(await CheckAsync(one, addresses, stop), stop),
            cancellationToken);
        await foreach (var check in checks)
        {
            if (check.Value is { } value) yield return value;
        }
    }

    private async Task<DomainCheck> CheckAsync(Asked asked, AddressBook addresses, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var found = await ResolveAsync(asked.Name, cancellationToken);
        var nodes = new List<IPAddress>();
        foreach (var node in asked.Nodes) nodes.AddRange(await addresses.OfAsync(node, cancellationToken));
        var isThere = found.Addresses.Any(nodes.Contains);
        return new DomainCheck(
            new ClusterCheck
            {
                Node = "",
                Domain = asked.Shown,
                Check = DomainChecks.NameResolution,
                Target = asked.Name,
                Passed = isThere,
                Detail = found.Failure ?? $"it resolves to {string.Join(", ", found.Addresses)}{(isThere ? "" : $", and none of its nodes has that address ({string.Join(", ", nodes.Distinct())})")}",
                Remedy = isThere ? null : "Let the name lead to a node; where visitors come over something before the nodes, that is to be skipped.",
                Duration = time.GetElapsedTime(started),
            },
            asked.Domain,
            null);
    }

    private static async Task<(IReadOnlyList<IPAddress> Addresses, string? Failure)> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            return (await Dns.GetHostAddressesAsync(name, limited.Token), null);
        }
        catch (SocketException failure)
        {
            return ([], $"it does not resolve: {failure.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ([], $"no name server answered within {Limit.TotalSeconds:0} s");
        }
    }

    private sealed record Asked(string Domain, string Shown, string Name, IReadOnlyList<StoredNode> Nodes);

    /// <summary>The addresses of nodes, each looked up once.</summary>
    private sealed class AddressBook
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Task<IReadOnlyList<IPAddress>>> _known = new(StringComparer.OrdinalIgnoreCase);

        public Task<IReadOnlyList<IPAddress>> OfAsync(StoredNode node, CancellationToken cancellationToken) => _known.GetOrAdd(node.Name, _ => LookUpAsync(node, cancellationToken));

        private static async Task<IReadOnlyList<IPAddress>> LookUpAsync(StoredNode node, CancellationToken cancellationToken)
        {
            var settings = node.Document.Settings;
            var hosts = new[] { settings.ProxyAddress?.IdnHost, settings.NginxApi?.IdnHost }.Concat(settings.Address ?? []).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
            var addresses = new List<IPAddress>();
            foreach (var host in hosts) addresses.AddRange((await ResolveAsync(host, cancellationToken)).Addresses);
            return addresses;
        }
    }
}
