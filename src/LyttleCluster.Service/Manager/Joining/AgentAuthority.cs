using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Security.Certificates;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>
/// Gives agents their certificates, and the manager the one by which it is their client. The CA is read again when its files change, so one can be put
/// beside another while agents learn of it.
/// </summary>
internal sealed class AgentAuthority(AuthorityFiles files, ServiceLog log, TimeProvider time)
{
    private static readonly TimeSpan ClientLifetime = TimeSpan.FromDays(90);
    private static readonly string OwnName = $"lyttle-cluster manager";

    private readonly Lock _gate = new();
    private Loaded? _loaded;

    /// <summary>The files by which the manager is the agents' client.</summary>
    public JoinFiles Files { get; } = new(files.Client, files.Client, files.Certificate);

    /// <summary>The CAs that agents are to let in, as PEM.</summary>
    public string Authorities => Current().Pem;

    /// <summary>What they are known by; see <see cref="JoinPulse.Trust"/>.</summary>
    public string Trust => Current().Trust;

    /// <summary>Makes what is not there yet: the CA, unless it was given, and the manager's own certificate; and renews the latter in time.</summary>
    /// <exception cref="ClusterException"><c>AgentCaNotMade</c>, or the files cannot be used (<c>Certificate…</c>).</exception>
    public void Ensure()
    {
        lock (_gate)
        {
            if (files.IsOurs && !File.Exists(files.Certificate)) MakeAuthority();
            var current = Current();
            if (IsOwnGood(current)) return;
            using var issuer = CertificateIssuer.FromFiles(files.Certificate, files.Key, time);
            var own = issuer.Issue(new CertificateOrder { Name = OwnName, Kind = ClusterCertificateKind.User, Groups = [JoinGroup.Managers], Lifetime = ClientLifetime });
            Write(files.Client, own.CertificatePem.TrimEnd() + "\n" + own.KeyPem!.TrimEnd() + "\n");
            log.Info("The manager has a certificate for its agents.", ("file", files.Client), ("until", own.Facts.NotAfter.ToString("u", null)));
        }
    }

    /// <summary>Renews the manager's own certificate where there is a CA already; nothing is made for managers without agents.</summary>
    public void Renew()
    {
        if (File.Exists(files.Certificate)) Ensure();
    }

    /// <summary>A certificate for an agent's key.</summary>
    /// <param name="request">The agent's request.</param>
    /// <param name="node">The node it is.</param>
    /// <param name="names">The host names and addresses that it is reached by.</param>
    public IssuedCertificate Sign(JoinRequestDocument request, string node, IReadOnlyList<string> names)
    {
        using var issuer = CertificateIssuer.FromFiles(files.Certificate, files.Key, time);
        var name = $"agent {node}";
        return issuer.Sign(request.Request, new CertificateOrder
        {
            // Never the bare name: where this CA was also made the operators' one, an agent must not be a user of that name.
            Name = name.Length > CertificateRules.LongestName ? name[..CertificateRules.LongestName] : name,
            Kind = ClusterCertificateKind.Agent,
            DnsNames = [.. names.Where(one => !IPAddress.TryParse(one, out _))],
            Addresses = [.. names.Where(one => IPAddress.TryParse(one, out _)).Select(IPAddress.Parse)],
        });
    }

    private Loaded Current()
    {
        lock (_gate)
        {
            var stamp = FileStamp.Of(files.Certificate);
            if (_loaded is { } loaded && loaded.Stamp == stamp) return loaded;
            var all = new X509Certificate2Collection();
            try
            {
                all.ImportFromPem(PrivateFile.ReadText(ManagerFlags.AgentCa.Option, files.Certificate));
            }
            catch (CryptographicException)
            {
                throw ServiceErrors.PemInvalid(ManagerFlags.AgentCa.Option, files.Certificate, "certificates");
            }

            if (all.Count == 0) throw ServiceErrors.PemInvalid(ManagerFlags.AgentCa.Option, files.Certificate, "a certificate");
            return _loaded = new Loaded(stamp, string.Concat(all.Select(one => one.ExportCertificatePem() + "\n")), JoinCertificate.TrustOf(all), all[0]);
        }
    }

    /// <summary>Whether the manager's own certificate is of the CA that signs now, and has a third of its life left.</summary>
    private bool IsOwnGood(Loaded current)
    {
        if (!File.Exists(files.Client)) return false;
        try
        {
            using var own = X509Certificate2.CreateFromPem(File.ReadAllText(files.Client), File.ReadAllText(files.Client));
            return own.IssuerName.RawData.AsSpan().SequenceEqual(current.Signing.SubjectName.RawData)
                && IsSignedBy(own, current.Signing)
                && !RenewalRule.IsDue(new DateTimeOffset(own.NotBefore), new DateTimeOffset(own.NotAfter), time.GetUtcNow());
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsSignedBy(X509Certificate2 own, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(own);
    }

    private void MakeAuthority()
    {
        // No two CAs have one name: of two with the same name and other keys, TLS tries the wrong one.
        var name = $"lyttle-cluster agents {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var made = CertificateIssuer.SelfSigned(new CertificateOrder { Name = name, Kind = ClusterCertificateKind.CA }, time);
        // The key first: a CA without its key would be taken for one that was made.
        Write(files.Key, made.KeyPem!.TrimEnd() + "\n");
        Write(files.Certificate, made.CertificatePem.TrimEnd() + "\n");
        log.Info("The manager made a CA for its agents.", ("certificate", files.Certificate), ("key", files.Key), ("fingerprint", made.Facts.Fingerprint));
    }

    private static void Write(string path, string text)
    {
        try
        {
            OwnersFile.Replace(path, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ManagerJoinErrors.NotMade(path, failure.Message.TrimEnd('.'));
        }
    }

    private sealed record Loaded(FileStamp Stamp, string Pem, string Trust, X509Certificate2 Signing);
}
