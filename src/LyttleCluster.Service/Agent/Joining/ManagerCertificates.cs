using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Security.Certificates;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>
/// Whether a client certificate is the manager's. Its CA also gives certificates to agents, and those are for clients too, so that it is of this CA is not
/// enough: it must be of the group that only the manager's own certificates have.
/// </summary>
internal sealed class ManagerCertificates(X509Certificate2Collection authorities, TimeProvider time)
{
    private const string ForClients = "1.3.6.1.5.5.7.3.2";
    private volatile Known? _last;

    /// <summary>Why it does not count; null when it does.</summary>
    public string? WhyNot(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow();
        if (now > certificate.NotAfter) return $"The client certificate expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";
        if (now < certificate.NotBefore) return $"The client certificate is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";
        // The manager calls with the same one for weeks.
        var raw = certificate.RawData;
        if (_last is { } last && last.Raw.AsSpan().SequenceEqual(raw)) return null;
        if (!IsOfAuthorities(certificate)) return "The client certificate is not of the CA that the manager named";
        if (!AccessExtensions.GroupsOf(certificate).Contains(JoinGroup.Managers)) return "The client certificate is not the manager's";
        _last = new Known(raw);
        return null;
    }

    private bool IsOfAuthorities(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ForClients));
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }

    private sealed record Known(byte[] Raw);
}
