using System.Net;
using System.Net.Sockets;

namespace LyttleCluster.Core.Nodes;

/// <summary>Where other nodes reach a node's published ports when nobody says it.</summary>
internal static class DefaultAddress
{
    /// <summary>
    /// The private address that the agent tells, the one its nginx_api is reached at before any other; else the host of a tcp or ssh
    /// endpoint of Docker. Empty when neither is known.
    /// </summary>
    public static string[] Of(ClusterNode node)
    {
        var told = node.HostAddresses.Where(IsPrivate).ToList();
        if (told.Find(address => address == node.NginxApi?.Uri.IdnHost) is { } reached) return [reached];
        if (told.Count > 0) return [told[0]];
        return node.Docker?.Uri is { Scheme: "tcp" or "ssh" } uri ? [uri.Host] : [];
    }

    /// <summary>
    /// Whether it is an address of a network that is not the internet's (RFC 1918, RFC 4193), and not of this machine alone: 172.17.0.1 is
    /// every engine's own bridge unless it is told otherwise.
    /// </summary>
    internal static bool IsPrivate(string text)
    {
        if (!IPAddress.TryParse(text, out var address)) return false;
        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return (bytes[0] & 0xfe) == 0xfc;
        return (bytes[0], bytes[1]) switch
        {
            (10, _) or (192, 168) => true,
            (172, 17) => false,
            (172, >= 16 and <= 31) => true,
            _ => false,
        };
    }
}
