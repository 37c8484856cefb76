namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Where nginx runs.</summary>
/// <param name="Here">Where a path of nginx's can be reached by this process for reading; null when it cannot.</param>
/// <param name="HasIPv6">Whether IPv6 is there.</param>
internal sealed record NginxPlace(Func<string, string?> Here, bool HasIPv6);
