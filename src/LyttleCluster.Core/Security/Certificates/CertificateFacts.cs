using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>What a certificate says of its holder, as far as rights are concerned.</summary>
/// <param name="Name">Its one CN; null: it has none, or more than one, so it names nobody.</param>
/// <param name="Fingerprint">SHA-256, hexadecimal, lower case.</param>
/// <param name="NotBefore">From when on it counts.</param>
/// <param name="NotAfter">Until when.</param>
/// <param name="Issuer">The CN of who signed it.</param>
internal sealed record CertificateFacts(string? Name, string Fingerprint, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Issuer)
{
    private const string CommonName = "2.5.4.3";

    /// <summary>Patterns of methods that it lists.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Groups that it lists.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    public static CertificateFacts Of(X509Certificate2 certificate) => new(
        CommonNameOf(certificate.SubjectName), FingerprintOf(certificate), Utc(certificate.NotBefore), Utc(certificate.NotAfter), CommonNameOf(certificate.IssuerName) ?? certificate.Issuer)
    {
        Methods = AccessExtensions.MethodsOf(certificate),
        Groups = AccessExtensions.GroupsOf(certificate),
    };

    public static string FingerprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));

    // GetNameInfo would take an e-mail address or a unit where there is no CN, and one of several where there are more.
    private static string? CommonNameOf(X500DistinguishedName name)
    {
        try
        {
            var names = name.EnumerateRelativeDistinguishedNames()
                .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
                .Select(part => part.GetSingleElementValue())
                .ToList();
            return names is [{ Length: > 0 } only] && !only.Any(char.IsControl) ? only : null;
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime(), TimeSpan.Zero);
}
