using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.TestPeers;

/// <summary>A certificate authority that lives for one test run and issues good and bad certificates.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        Certificate = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }

    /// <summary>The authority itself, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A server certificate for host names and addresses, valid by default from an hour ago for ten days.</summary>
    public X509Certificate2 IssueServer(IReadOnlyList<string> names, DateTimeOffset? notAfter = null) =>
        Issue(names[0], ServerUse, names, notAfter);

    /// <summary>A server certificate that was good until an hour ago.</summary>
    public X509Certificate2 IssueExpiredServer(IReadOnlyList<string> names) => IssueServer(names, Now.AddHours(-1));

    public X509Certificate2 IssueClient(string name, DateTimeOffset? notAfter = null) => Issue(name, ClientUse, [], notAfter);

    /// <summary>Writes authority, one server and one client certificate as PEM files, as dockerd and clients take them.</summary>
    public TlsFiles WriteFiles(string folder, IReadOnlyList<string> serverNames)
    {
        Directory.CreateDirectory(folder);
        using var server = IssueServer(serverNames);
        using var client = IssueClient("lyttle-test-client");
        return new TlsFiles(
            WriteCertificate(folder, "ca.pem", Certificate),
            WriteCertificate(folder, "server-cert.pem", server), WriteKey(folder, "server-key.pem", server),
            WriteCertificate(folder, "cert.pem", client), WriteKey(folder, "key.pem", client));
    }

    public void Dispose() => Certificate.Dispose();

    /// <summary>Writes a certificate as PEM and returns the path.</summary>
    public static string WriteCertificate(string folder, string name, X509Certificate2 certificate)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n");
        return path;
    }

    /// <summary>Writes a private key as PKCS#8 PEM, readable by its owner only, and returns the path.</summary>
    public static string WriteKey(string folder, string name, X509Certificate2 certificate)
    {
        var path = Path.Combine(folder, name);
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem() + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private X509Certificate2 Issue(string subject, string use, IReadOnlyList<string> names, DateTimeOffset? notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        if (names.Count > 0)
            request.CertificateExtensions.Add(AlternativeNames(names));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F; // a negative serial number is refused by some
        var until = notAfter ?? Now.AddDays(10);
        using var certificate = request.Create(Certificate, until.AddDays(-11), until, serial);
        using var withKey = certificate.CopyWithPrivateKey(key);
        // Through PKCS#12, because SslStream on Windows cannot use a key that lives in memory only.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                builder.AddIpAddress(address);
            else
                builder.AddDnsName(name);
        }

        return builder.Build();
    }
}
