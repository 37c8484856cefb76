using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Domains;

/// <summary>Which host names a certificate is for (RFC 6125): its wildcards cover one label. Pure.</summary>
internal static class CertificateCover
{
    public static bool Covers(IReadOnlyList<string> certificate, string name) => certificate.Any(covered => Covers(covered, name));

    private static bool Covers(string covered, string name)
    {
        if (string.Equals(covered, name, StringComparison.OrdinalIgnoreCase)) return true;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return name[0] != '*' && dot > 0 && covered.StartsWith("*.", StringComparison.Ordinal) && string.Equals(covered[1..], name[dot..], StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Whether a place has certificates for what it is to serve over TLS. Pure.</summary>
internal static class CertificateChecks
{
    /// <summary>
    /// One check for each change with TLS. An agent's own test says what is wrong with certificates, down to the key; of it only good ones are told here.
    /// </summary>
    public static IEnumerable<DomainCheck> Of(Place place, IEnumerable<EntryChange> changes, IReadOnlyList<NginxApiCertificate> certificates)
    {
        foreach (var change in changes.Where(change => change.After is { Tls: true }))
        {
            var best = certificates.Where(certificate => change.After!.Names.All(name => CertificateCover.Covers(certificate.Domains, name))).MaxBy(certificate => certificate.ExpiresAt);
            if (best is not { DaysLeft: >= 0 } && place.Kind == PlaceKind.Agent) continue;
            yield return Check(place, change, best);
        }
    }

    private static DomainCheck Check(Place place, EntryChange change, NginxApiCertificate? best)
    {
        var isGood = best is { DaysLeft: >= 0 };
        var check = new ClusterCheck
        {
            Node = place.Nodes[0].Name,
            Domain = change.Shown,
            Check = DomainChecks.Certificate,
            Target = string.Join(' ', change.After!.Names),
            Passed = isGood,
            Detail = best is null ? "the node has no certificate that covers all names" : isGood ? $"{best.DaysLeft} days left" : $"it ended {-best.DaysLeft} days ago",
            Remedy = isGood ? null : "Give the node a certificate for these names first: without one, LyttleNGINX asks for one inside the reload, which may take minutes and fail unseen.",
        };
        var warning = best is { DaysLeft: >= 0 and < NginxErrors.CertificateSoonDays and var days } ? NginxErrors.CertificateEnds(place.Nodes[0].Name, change.Shown, days) : null;
        return new DomainCheck(check, change.Domain, place, warning);
    }
}
