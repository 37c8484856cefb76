using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>
/// Finds the addresses of upstreams' hosts, instead of nginx: that asks when it reads its configuration, and neither starts nor reloads while
/// the name server is down.
/// </summary>
/// <param name="lookUp">Asks for one host.</param>
/// <param name="time">The clock.</param>
internal sealed class NameResolver(Func<string, CancellationToken, Task<IPAddress[]>> lookUp, TimeProvider time)
{
    private const int AtOnce = 8;

    /// <summary>For all hosts together: a name server that is down must not hold up a publish for longer.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static NameResolver OfThisHost(TimeProvider time) => new(Dns.GetHostAddressesAsync, time);

    /// <summary>The hosts that have to be asked for: those that are no addresses themselves.</summary>
    public static IReadOnlyList<string> HostsOf(EntrySet entries) =>
    [
        .. entries.Rows.SelectMany(row => row.Entry.Upstreams).Select(upstream => WebAddress.Parse(upstream.Address.OriginalString, out _)).OfType<WebAddress>()
            .Where(address => !address.IsNumeric).Select(address => address.Host).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
    ];

    /// <summary>The addresses of each host: those that are found, else those that were known, else none.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<IPAddress>>> ResolveAsync(IReadOnlyList<string> hosts, IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> known)
    {
        var found = new ConcurrentDictionary<string, IReadOnlyList<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        if (hosts.Count > 0)
        {
            using var limit = new CancellationTokenSource(Limit, time);
            var all = Parallel.ForEachAsync(hosts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = limit.Token }, async (host, cancel) =>
            {
                if (await FindAsync(host, cancel) is { Count: > 0 } addresses) found[host] = addresses;
            });
            // Asking the system cannot be cancelled: it is left alone.
            await all.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return hosts.ToDictionary(host => host, host => found.GetValueOrDefault(host) ?? known.GetValueOrDefault(host) ?? [], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether two answers lead to the same places.</summary>
    public static bool AreEqual(IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> one, IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var addresses) && addresses.SequenceEqual(pair.Value));

    /// <summary>In an order of their own, because name servers change it with every answer. IPv6 only where there is no IPv4: not every node has a way out by both.</summary>
    private async Task<IReadOnlyList<IPAddress>> FindAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await lookUp(host, cancellationToken);
            var four = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork).ToArray();
            return [.. (four.Length > 0 ? four : addresses).Distinct().OrderBy(address => address.ToString(), StringComparer.Ordinal)];
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException or OperationCanceledException)
        {
            return [];
        }
    }
}
