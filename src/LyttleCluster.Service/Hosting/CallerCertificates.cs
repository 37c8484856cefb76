using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace LyttleCluster.Service.Hosting;

/// <summary>
/// Judges client certificates. The handshake takes every one (it only proves that the caller has the key) and notes the verdict with the
/// connection, so that the refusal can be an answer in words instead of a broken connection.
/// </summary>
internal sealed class CallerCertificates(X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private static readonly object VerdictKey = new();

    /// <summary>The CAs in the file.</summary>
    public static CallerCertificates FromFile(string path, TimeProvider time)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(PrivateFile.ReadText(CommonFlags.Ca, path));
        }
        catch (CryptographicException)
        {
            throw ServiceErrors.PemInvalid(CommonFlags.Ca, path, "certificates");
        }

        return authorities.Count > 0 ? new CallerCertificates(authorities, time) : throw ServiceErrors.PemInvalid(CommonFlags.Ca, path, "a certificate");
    }

    /// <summary>Judges in the handshake, where the certificates between the caller's and the CA are at hand.</summary>
    public void Note(BaseConnectionContext connection, X509Certificate2 certificate, X509Chain? shown) =>
        connection.Items[VerdictKey] = Judge(certificate, shown?.ChainPolicy.ExtraStore ?? []);

    /// <summary>Why the certificate does not count; null when it does. A connection can outlive a certificate, so its end is looked at with each call.</summary>
    public string? WhyNot(HttpContext context, X509Certificate2 certificate) =>
        OutOfTime(certificate)
        ?? (context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(VerdictKey, out var verdict) == true
            ? (string?)verdict
            : "The client certificate was not judged");

    private string? Judge(X509Certificate2 certificate, X509Certificate2Collection between)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(between);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        if (chain.Build(certificate)) return null;
        return chain.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotValidForUsage)
            ? "The client certificate is not made for clients (extendedKeyUsage clientAuth)"
            : OutOfTime(certificate) ?? "The client certificate is not of the CA that is trusted here";
    }

    private string? OutOfTime(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow();
        return now > certificate.NotAfter ? $"The client certificate expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
            : now < certificate.NotBefore ? $"The client certificate is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"
            : null;
    }
}
