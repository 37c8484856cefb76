using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>Requests for certificates that others send.</summary>
internal static class SigningRequests
{
    private const int LongestPem = 16 * 1024;
    private const int LeastRsaBits = 2048;
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <summary>The key in a request, once it is proved that its sender has it.</summary>
    /// <exception cref="ClusterException"><c>CertificateRequestInvalid</c>.</exception>
    public static PublicKey KeyOf(string csrPem, string name)
    {
        if (csrPem.Length > LongestPem) throw CertificateErrors.RequestInvalid(name, "it is too long to be one.");
        try
        {
            var request = CertificateRequest.LoadSigningRequestPem(csrPem, HashAlgorithmName.SHA256, signerSignaturePadding: RSASignaturePadding.Pkcs1);
            return IsStrong(request.PublicKey) ? request.PublicKey : throw CertificateErrors.RequestInvalid(name, "its key is not of a kind that is taken here.");
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw CertificateErrors.RequestInvalid(name, "it is malformed, or its signature is not that of its key.");
        }
    }

    private static bool IsStrong(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa is not null) return rsa.KeySize >= LeastRsaBits;
        using var ec = key.GetECDsaPublicKey();
        return ec is not null && Curves.Contains(ec.ExportParameters(includePrivateParameters: false).Curve.Oid?.Value);
    }
}
