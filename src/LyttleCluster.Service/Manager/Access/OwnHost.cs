using System.Net;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>
/// Whether a call without TLS is for a name of loopback. A page of another site can make its own name lead to 127.0.0.1 (DNS rebinding); a browser then takes the
/// manager for that site and lets its scripts read everything. The name in the Host header gives that away.
/// </summary>
internal static class OwnHost
{
    public static bool IsLoopback(HostString host) =>
        host.Host.TrimEnd('.') is var name
        && (string.Equals(name, "localhost", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
