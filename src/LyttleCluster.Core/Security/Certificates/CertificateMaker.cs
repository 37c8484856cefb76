using LyttleCluster.Core.Security.Certificates;

namespace LyttleCluster.Core;

/// <summary>Makes certificates and their keys as files: <c>NAME.pem</c>, and <c>NAME.key</c> of mode 0600. Nothing is ever overwritten.</summary>
public static class CertificateMaker
{
    /// <summary>The files that would be made.</summary>
    public static (string Certificate, string Key) FilesOf(NewCertificate request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = new string([.. request.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@' ? c : '_')]);
        // A name may not hide the file, nor lead out of the folder.
        var path = Path.Combine(request.Folder, name.StartsWith('.') ? "_" + name[1..] : name);
        return (path + ".pem", path + ".key");
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="ClusterException"><c>CertificateSettingInvalid</c>, <c>CertificateFileExists</c>, <c>CertificateFileUnwritable</c>, or the CA cannot sign.</exception>
    public static ClusterCertificate Make(NewCertificate request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        var order = OrderOf(request);
        CertificateRules.Check(order);
        var (certificatePath, keyPath) = FilesOf(request);
        foreach (var path in new[] { certificatePath, keyPath })
        {
            if (Path.Exists(path)) throw CertificateErrors.FileExists(path);
        }

        var made = Sign(request, order, time);
        CertificateFiles.Write(made, certificatePath, keyPath);
        return new ClusterCertificate
        {
            Name = request.Name,
            Kind = request.Kind,
            Methods = [.. request.Methods],
            Groups = [.. request.Groups],
            DnsNames = [.. request.DnsNames],
            Addresses = [.. request.Addresses.Select(address => address.ToString())],
            NotBefore = made.Facts.NotBefore,
            NotAfter = made.Facts.NotAfter,
            Fingerprint = made.Facts.Fingerprint,
            Issuer = made.Facts.Issuer,
            Path = certificatePath,
            KeyPath = keyPath,
        };
    }

    private static IssuedCertificate Sign(NewCertificate request, CertificateOrder order, TimeProvider time)
    {
        if (order.IsAuthority)
        {
            return (request.AuthorityPath ?? request.AuthorityKeyPath) is { } surplus
                ? throw CertificateErrors.OrderInvalid(request.Name, "-CACertificatePath", surplus, "A CA signs itself: leave -CACertificatePath and -CAKeyPath out.")
                : CertificateIssuer.SelfSigned(order, time);
        }

        if (request.AuthorityPath is null || request.AuthorityKeyPath is null)
            throw CertificateErrors.OrderInvalid(request.Name, "-CACertificatePath", "", "Give -CACertificatePath and -CAKeyPath: the CA that signs it. New-ClusterCertificate -Kind CA makes one.");
        using var issuer = CertificateIssuer.FromFiles(request.AuthorityPath, request.AuthorityKeyPath, time);
        return issuer.Issue(order);
    }

    private static CertificateOrder OrderOf(NewCertificate request) => new()
    {
        Name = request.Name,
        Kind = request.Kind,
        Methods = request.Methods,
        Groups = request.Groups,
        DnsNames = request.DnsNames,
        Addresses = request.Addresses,
        Lifetime = request.Lifetime,
    };
}
