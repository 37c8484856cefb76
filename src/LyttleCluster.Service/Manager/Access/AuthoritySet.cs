using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Security.Certificates;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>The CAs that count at one moment.</summary>
/// <param name="granting">Those whose certificates grant the methods they list.</param>
/// <param name="identifying">Those whose certificates only say who somebody is.</param>
/// <param name="version">Grows with each reading of the files: what was judged with another one is judged anew.</param>
internal sealed class AuthoritySet(X509Certificate2Collection granting, X509Certificate2Collection identifying, int version)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private readonly HashSet<string> _granting = [.. granting.Select(CertificateFacts.FingerprintOf)];
    private readonly HashSet<string> _identifying = [.. identifying.Select(KeyOf)];

    public int Version => version;

    /// <summary>Whether a CA is in both files; then it only identifies.</summary>
    public bool Overlaps => granting.Any(one => _identifying.Contains(KeyOf(one)));

    /// <summary>Judges a certificate by its chain.</summary>
    /// <param name="certificate">The caller's.</param>
    /// <param name="between">What was sent with it.</param>
    /// <param name="now">The time.</param>
    public CertificateVerdict Judge(X509Certificate2 certificate, X509Certificate2Collection between, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(granting);
        chain.ChainPolicy.CustomTrustStore.AddRange(identifying);
        chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        var isGood = chain.Build(certificate);
        var elements = chain.ChainElements.Select(element => element.Certificate).ToList();
        try
        {
            return isGood ? Accept(elements) : CertificateVerdict.Refused(WhyNot(chain, certificate, now), version);
        }
        finally
        {
            foreach (var element in elements) element.Dispose();
        }
    }

    /// <summary>
    /// A chain that passes through a CA that only identifies grants nothing, whatever it ends in: that CA may itself be signed by one that grants. CAs are
    /// known by their keys, because the caller sends what stands between, and there may be more than one certificate of a CA.
    /// </summary>
    private CertificateVerdict Accept(List<X509Certificate2> chain)
    {
        var facts = chain.Select(CertificateFacts.Of).ToList();
        return new CertificateVerdict(version, null)
        {
            Grants = _granting.Contains(facts[^1].Fingerprint) && !chain.Any(element => _identifying.Contains(KeyOf(element))),
            From = facts.Max(one => one.NotBefore),
            Until = facts.Min(one => one.NotAfter),
            Fingerprints = [.. facts.Select(one => one.Fingerprint)],
        };
    }

    private static string WhyNot(X509Chain chain, X509Certificate2 certificate, DateTimeOffset now)
    {
        if (now > certificate.NotAfter) return $"The client certificate ended on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC.";
        if (now < certificate.NotBefore) return $"The client certificate does not count before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC.";
        return chain.ChainStatus switch
        {
            var all when all.Any(one => one.Status == X509ChainStatusFlags.NotValidForUsage) => "The client certificate is not made for clients (extendedKeyUsage clientAuth).",
            var all when all.All(one => one.Status == X509ChainStatusFlags.NotTimeValid) => "A CA of the client certificate is out of its time.",
            _ => "The client certificate is not of a CA that is trusted here.",
        };
    }

    private static string KeyOf(X509Certificate2 certificate) => Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}
