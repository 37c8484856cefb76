using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;

namespace LyttleCluster.TestPeers;

/// <summary>A network namespace with one link to ours: what makes an engine look like a host of its own.</summary>
internal sealed record PeerNetwork(string Name, IPAddress HostSide, IPAddress Address)
{
    public string NamespaceFile => $"/var/run/netns/{Name}";

    public static async Task<PeerNetwork> CreateAsync(string name, CancellationToken cancel)
    {
        var (host, peer) = FreePair();
        var (outside, inside) = (name + "h", name + "n");
        await IpAsync(cancel, "netns", "add", name);
        await IpAsync(cancel, "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
        await IpAsync(cancel, "address", "add", $"{host}/30", "dev", outside);
        await IpAsync(cancel, "link", "set", outside, "up");
        await IpAsync(cancel, "-n", name, "address", "add", $"{peer}/30", "dev", inside);
        await IpAsync(cancel, "-n", name, "link", "set", "lo", "up");
        await IpAsync(cancel, "-n", name, "link", "set", inside, "up");
        await IpAsync(cancel, "-n", name, "route", "add", "default", "via", $"{host}");
        return new PeerNetwork(name, host, peer);
    }

    /// <summary>The link goes with the namespace; a half-made one is removed by its own name.</summary>
    public static async Task RemoveAsync(string name)
    {
        if (File.Exists($"/var/run/netns/{name}"))
            await Command.RunAsync("ip", ["netns", "delete", name]);
        if (Directory.Exists($"/sys/class/net/{name}h"))
            await Command.RunAsync("ip", ["link", "delete", name + "h"]);
    }

    /// <summary>Two neighbouring addresses out of 10.200.0.0/13 that no interface of this machine has.</summary>
    private static (IPAddress Host, IPAddress Peer) FreePair()
    {
        var taken = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Select(one => one.Address.ToString())
            .ToHashSet(StringComparer.Ordinal);
        while (true)
        {
            var (second, third, fourth) = (200 + RandomNumberGenerator.GetInt32(8), RandomNumberGenerator.GetInt32(256), 4 * RandomNumberGenerator.GetInt32(64));
            string At(int offset) => string.Create(CultureInfo.InvariantCulture, $"10.{second}.{third}.{fourth + offset}");
            if (!taken.Contains(At(1)))
                return (IPAddress.Parse(At(1)), IPAddress.Parse(At(2)));
        }
    }

    private static Task<string> IpAsync(CancellationToken cancel, params string[] arguments) => Command.MustAsync("ip", arguments, null, cancel);
}
