using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LyttleCluster.Service.Agent.Host;

/// <summary>The addresses under which other hosts may reach this one.</summary>
internal static class HostAddresses
{
    // Every host with Docker has the same 172.17.0.1 on its bridge: nobody else can reach it there.
    private static readonly string[] ContainerBridges = ["docker", "br-", "veth", "podman", "cni", "cali", "flannel", "virbr", "lxc"];

    public static IReadOnlyList<string> Current() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(card => card.OperationalStatus is not OperationalStatus.Down && card.NetworkInterfaceType != NetworkInterfaceType.Loopback && !IsContainerBridge(card.Name))
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(IsReachable)
            .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
            .Select(address => address.ToString())
            .Distinct(),
    ];

    internal static bool IsContainerBridge(string name) => ContainerBridges.Any(start => name.StartsWith(start, StringComparison.Ordinal));

    internal static bool IsReachable(IPAddress address) =>
        !IPAddress.IsLoopback(address)
        && !address.IsIPv6LinkLocal
        && !(address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..]);
}
