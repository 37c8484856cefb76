using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>What a manager gave to an agent: its certificate, and the CAs that the manager's own one may be of.</summary>
/// <param name="Pem">The certificate, then the CAs.</param>
/// <param name="NotAfter">When the certificate ends, in UTC.</param>
/// <param name="Authorities">The CAs.</param>
/// <param name="Trust">The SHA-256 of the CAs as they came, in hexadecimal: by it the manager says whether they are still the same.</param>
internal sealed record JoinCertificate(string Pem, DateTimeOffset NotAfter, X509Certificate2Collection Authorities, string Trust)
{
    private const int LongestPem = 64 * 1024;

    /// <summary>What a manager sent, once it is seen that it is for this key and of these CAs.</summary>
    /// <exception cref="ClusterException"><c>AgentJoinCertificateWrong</c>.</exception>
    public static JoinCertificate Of(string? certificate, string? authorities, ECDsa key)
    {
        if (certificate is not { Length: > 0 and < LongestPem } || authorities is not { Length: > 0 and < LongestPem }) throw JoinAgentErrors.CertificateWrong("something is missing");
        return Parse(certificate.TrimEnd() + "\n" + authorities.TrimEnd() + "\n", key);
    }

    /// <summary>The same from the file it was kept in.</summary>
    public static JoinCertificate Parse(string pem, ECDsa key)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw JoinAgentErrors.CertificateWrong("it is no PEM");
        }

        if (all.Count < 2) throw JoinAgentErrors.CertificateWrong("it comes without a CA");
        var (own, authorities) = (all[0], new X509Certificate2Collection(all.Skip(1).ToArray()));
        using (own)
        {
            if (!own.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())) throw JoinAgentErrors.CertificateWrong("it is for another key");
            if (!IsOf(own, authorities)) throw JoinAgentErrors.CertificateWrong("it is not of the CA that came with it");
            return new JoinCertificate(pem, own.NotAfter.ToUniversalTime(), authorities, TrustOf(authorities));
        }
    }

    /// <summary>What CAs are known by, whatever their PEM looks like.</summary>
    public static string TrustOf(X509Certificate2Collection authorities) =>
        Convert.ToHexStringLower(SHA256.HashData([.. authorities.SelectMany(one => one.RawData)]));

    private static bool IsOf(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        // By this host's clock it may not have begun, or have ended; that is for the manager's clock to say.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }
}
