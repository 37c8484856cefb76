using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>A CA that signs: its certificate and key, read from files.</summary>
internal sealed class CertificateIssuer : IDisposable
{
    private const string KeyLabel = "PRIVATE KEY";
    private readonly X509Certificate2 _authority;
    private readonly string _path;
    private readonly TimeProvider _time;

    private CertificateIssuer(X509Certificate2 authority, string path, TimeProvider time) => (_authority, _path, _time) = (authority, path, time);

    /// <summary>The CA's own certificate (PEM), for those who must trust it.</summary>
    public string CertificatePem => _authority.ExportCertificatePem();

    /// <summary>The CA in two PEM files.</summary>
    /// <exception cref="ClusterException"><c>CertificateFileUnreadable</c>, <c>CertificateKeyExposed</c> or <c>CertificateAuthorityInvalid</c>.</exception>
    public static CertificateIssuer FromFiles(string certificatePath, string keyPath, TimeProvider time)
    {
        var certificate = ReadText(certificatePath);
        if (File.Exists(keyPath) && FileModes.IsOpenToOthers(keyPath)) throw CertificateErrors.KeyExposed(keyPath);
        var key = ReadText(keyPath);
        try
        {
            var authority = X509Certificate2.CreateFromPem(certificate, key);
            if (authority.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority == true) return new CertificateIssuer(authority, certificatePath, time);
            authority.Dispose();
            throw CertificateErrors.AuthorityInvalid(certificatePath, keyPath, "it is no CA");
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw CertificateErrors.AuthorityInvalid(certificatePath, keyPath, key.Contains(KeyLabel, StringComparison.Ordinal) && !key.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? "they do not belong together, or one of them is damaged" : "one of them is not what it should be");
        }
    }

    /// <summary>A new CA that signs itself.</summary>
    public static IssuedCertificate SelfSigned(CertificateOrder order, TimeProvider time)
    {
        CertificateRules.Check(order);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (from, until) = CertificateTimes.Of(order, time);
        var request = CertificateContents.Of(order, new PublicKey(key));
        using var certificate = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, until, CertificateContents.Serial());
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), CertificateFacts.Of(certificate));
    }

    /// <summary>A certificate with a new key (EC, P-256).</summary>
    public IssuedCertificate Issue(CertificateOrder order)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(new PublicKey(key), order);
        return new IssuedCertificate(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), CertificateFacts.Of(certificate));
    }

    /// <summary>A certificate for the key in a request. Of the request nothing but the key counts: what the certificate says is in the order.</summary>
    /// <param name="csrPem">A PKCS#10 request, PEM, signed with its own key.</param>
    /// <param name="order">What the certificate says.</param>
    /// <exception cref="ClusterException"><c>CertificateRequestInvalid</c>, <c>CertificateSettingInvalid</c> or <c>CertificateAuthorityLapsed</c>.</exception>
    public IssuedCertificate Sign(string csrPem, CertificateOrder order)
    {
        using var certificate = Sign(SigningRequests.KeyOf(csrPem, order.Name), order);
        return new IssuedCertificate(certificate.ExportCertificatePem(), null, CertificateFacts.Of(certificate));
    }

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Sign(PublicKey key, CertificateOrder order)
    {
        CertificateRules.Check(order);
        var authorityEnd = new DateTimeOffset(_authority.NotAfter.ToUniversalTime());
        if (_time.GetUtcNow() >= authorityEnd) throw CertificateErrors.AuthorityLapsed(_path, authorityEnd);
        var (from, until) = CertificateTimes.Of(order, _time);
        var authorityStart = new DateTimeOffset(_authority.NotBefore.ToUniversalTime());
        var request = CertificateContents.Of(order, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request.Create(_authority.SubjectName, Generator(), from < authorityStart ? authorityStart : from, until > authorityEnd ? authorityEnd : until, CertificateContents.Serial());
    }

    private X509SignatureGenerator Generator() => _authority.GetECDsaPrivateKey() is { } ec
        ? X509SignatureGenerator.CreateForECDsa(ec)
        : _authority.GetRSAPrivateKey() is { } rsa
            ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
            : throw CertificateErrors.AuthorityInvalid(_path, _path, "its key is neither EC nor RSA");

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CertificateErrors.FileUnreadable(path, failure.Message);
        }
    }
}
