using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>How the servers that take notifications prove themselves.</summary>
internal static class NotificationTls
{
    /// <summary>TLS towards a server.</summary>
    /// <param name="host">Its name; null: the HTTP client sets it.</param>
    /// <param name="authorityFile">Its CA; null: the machine's own trust.</param>
    public static SslClientAuthenticationOptions OptionsFor(string? host, string? authorityFile)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host, CertificateRevocationCheckMode = X509RevocationMode.NoCheck };
        if (authorityFile is null) return options;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(Read(authorityFile));
        options.CertificateChainPolicy = policy;
        return options;
    }

    public static X509Certificate2Collection Read(string path)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(PrivateFile.ReadText(ManagerFlags.AlertCa.Option, path));
        }
        catch (CryptographicException)
        {
            throw ServiceErrors.PemInvalid(ManagerFlags.AlertCa.Option, path, "certificates");
        }

        return found.Count > 0 ? found : throw ServiceErrors.PemInvalid(ManagerFlags.AlertCa.Option, path, "a certificate");
    }
}
