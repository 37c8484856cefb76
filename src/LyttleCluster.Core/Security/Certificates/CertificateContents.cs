using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>What stands in a certificate. Pure, but for the serial number.</summary>
internal static class CertificateContents
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    private const int SerialBytes = 16;

    /// <summary>The certificate to be signed.</summary>
    public static CertificateRequest Of(CertificateOrder order, PublicKey key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(order.Name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        foreach (var extension in ExtensionsOf(order)) request.CertificateExtensions.Add(extension);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        return request;
    }

    /// <summary>A serial number that nobody can foresee, positive.</summary>
    public static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }

    private static IEnumerable<X509Extension> ExtensionsOf(CertificateOrder order)
    {
        if (order.IsAuthority)
        {
            // It signs certificates, not other CAs.
            yield return new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true);
            yield return new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true);
            yield break;
        }

        yield return new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true);
        yield return new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true);
        yield return new X509EnhancedKeyUsageExtension(
            order.Kind == ClusterCertificateKind.User ? [new Oid(ClientAuth)] : [new Oid(ServerAuth), new Oid(ClientAuth)], critical: false);
        if (order.DnsNames.Count + order.Addresses.Count > 0) yield return AlternativeNames(order);
        if (order.Methods.Count > 0) yield return AccessExtensions.Make(AccessExtensions.MethodsOid, order.Methods);
        if (order.Groups.Count > 0) yield return AccessExtensions.Make(AccessExtensions.GroupsOid, order.Groups);
    }

    private static X509Extension AlternativeNames(CertificateOrder order)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in order.DnsNames) names.AddDnsName(name);
        foreach (var address in order.Addresses) names.AddIpAddress(address);
        return names.Build();
    }
}
