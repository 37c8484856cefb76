using LyttleCluster.Core.Watching;
using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Alerts;

/// <summary>A certificate somewhere, and when it ends.</summary>
/// <param name="Name">What it is called in an alert: the host names it covers, or what it is for.</param>
/// <param name="Where">Who uses it: a node, the manager, a domain.</param>
/// <param name="Node">The node, where it is on one alone.</param>
/// <param name="ExpiresAt">When it ends, in UTC.</param>
internal sealed record KnownCertificate(string Name, string Where, string? Node, DateTimeOffset ExpiresAt);

/// <summary>Which certificates end soon, or have.</summary>
internal static class CertificateSigns
{
    public const string Source = "certificates";

    /// <summary>Days before the end at which it is told, each once.</summary>
    private static readonly int[] Days = [30, 14, 7, 1];

    private const int MostNamed = 5;

    /// <summary>Certificates that several nodes have are one.</summary>
    public static IReadOnlyList<AlertCondition> Of(IEnumerable<KnownCertificate> certificates, DateTimeOffset now) =>
    [
        .. certificates.Where(certificate => certificate.ExpiresAt - now <= TimeSpan.FromDays(Days[0]))
            .GroupBy(certificate => (certificate.Name, certificate.ExpiresAt))
            // Of two of one name, the one that ends first is told of.
            .GroupBy(same => same.Key.Name, StringComparer.OrdinalIgnoreCase)
            .Select(named => named.MinBy(same => same.Key.ExpiresAt)!)
            .Select(same => Make([.. same], now)),
    ];

    /// <summary>The certificates that the nodes' nginx serve with, with the domains that need them.</summary>
    public static IEnumerable<KnownCertificate> OfNodes(ClusterSnapshot snapshot, IReadOnlyList<ClusterDomain> domains)
    {
        foreach (var (name, watched) in snapshot.Nodes)
        {
            foreach (var certificate in watched.Nginx?.Certificates ?? [])
            {
                if (certificate.ExpiresAt is not { } end || certificate.Domains.Length == 0) continue;
                var users = domains.Where(domain => domain.Tls && domain.Nodes.Contains(name, StringComparer.OrdinalIgnoreCase) && Covers(certificate, domain.AsciiName)).Select(domain => $"domain {domain.Name}").ToList();
                var where = users.Count == 0 ? $"node {name}" : $"node {name} for {string.Join(", ", users.Take(MostNamed))}";
                yield return new KnownCertificate(string.Join(',', certificate.Domains.Order(StringComparer.Ordinal).Take(MostNamed)), where, name, end);
            }
        }
    }

    /// <summary>Whole days until then, rounded down; below 0 when it has ended.</summary>
    public static int DaysLeft(DateTimeOffset end, DateTimeOffset now) => (int)Math.Floor((end - now).TotalDays);

    private static bool Covers(NginxCertificate certificate, string name) => certificate.Domains.Any(covered =>
        string.Equals(covered, name, StringComparison.OrdinalIgnoreCase)
        || (covered.StartsWith("*.", StringComparison.Ordinal) && name.IndexOf('.') is > 0 and var dot && string.Equals(covered[1..], name[dot..], StringComparison.OrdinalIgnoreCase)));

    private static AlertCondition Make(KnownCertificate[] same, DateTimeOffset now)
    {
        var (name, _, node, end) = same[0];
        var left = DaysLeft(end, now);
        var isOver = end <= now;
        var places = same.Select(one => one.Where).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var where = $"{string.Join("; ", places.Take(MostNamed))}{(places.Count > MostNamed ? $" and {places.Count - MostNamed} more" : "")}";
        return new AlertCondition
        {
            Rule = isOver ? AlertRules.CertificateExpired.Name : AlertRules.CertificateExpiring.Name,
            Target = $"certificate/{name}",
            Node = same.Length == 1 ? node : null,
            Severity = isOver || left < Days[^1] ? EventSeverity.Error : EventSeverity.Warning,
            Summary = $"The certificate {Printable.Line(name)} ({Printable.Line(where)}) {(isOver ? "has ended" : "ends")} {end:u}.",
            Remedy = "Renew it and put it in place of the old one; then reload, where nginx uses it.",
            Stage = isOver ? 0 : Days.Count(days => left < days),
        };
    }
}
