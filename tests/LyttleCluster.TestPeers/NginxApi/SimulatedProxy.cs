namespace LyttleCluster.TestPeers;

/// <summary>A row of LyttleNGINX's table, as it is stored: normalised.</summary>
public sealed record SimulatedProxy(int Id, IReadOnlyList<string> Domains, string ProxyPassHost, string Type, bool Ssl = false, string CustomCode = "")
{
    internal object Body => new { id = Id, domains = Domains, proxyPassHost = ProxyPassHost, nginxCustomCode = CustomCode, type = Type, ssl = Ssl };

    /// <summary>Whether it takes requests for a host: as itself, or as a wildcard over it.</summary>
    internal bool Takes(string host, bool wildcards) => Domains.Any(domain => domain == host || (wildcards && Covers(domain, host)));

    internal static bool Conflict(string one, string other) => one == other || Covers(one, other) || Covers(other, one);

    private static bool Covers(string wildcard, string name) => wildcard.StartsWith("*.", StringComparison.Ordinal) && name.EndsWith(wildcard[1..], StringComparison.Ordinal) && name.Length > wildcard.Length - 1;
}
