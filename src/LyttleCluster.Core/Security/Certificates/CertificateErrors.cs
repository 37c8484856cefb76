using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>Every failure of this folder.</summary>
internal static class CertificateErrors
{
    public static ClusterException OrderInvalid(string name, string setting, string value, string rule) => new(
        "CertificateSettingInvalid", ClusterErrorCategory.InvalidArgument,
        $"The certificate '{Printable.Line(name)}' was not made: {setting} cannot be '{Printable.Line(value)}'.", rule) { TargetName = name };

    public static ClusterException FileUnreadable(string path, string why) => new(
        "CertificateFileUnreadable", ClusterErrorCategory.ReadError,
        $"'{path}' cannot be read: {why}",
        "Correct the path, or make it readable for this user.") { TargetName = path };

    public static ClusterException KeyExposed(string path) => new(
        "CertificateKeyExposed", ClusterErrorCategory.PermissionDenied,
        $"The key file '{path}' may be read by others than its owner.",
        $"Take their rights away (chmod 600 '{path}'); where others could have read it, make a new CA.") { TargetName = path };

    public static ClusterException AuthorityInvalid(string path, string keyPath, string why) => new(
        "CertificateAuthorityInvalid", ClusterErrorCategory.InvalidData,
        $"'{path}' with the key '{keyPath}' cannot sign certificates: {why}",
        "Give the CA's certificate and its own private key, both PEM and without a passphrase.") { TargetName = path };

    public static ClusterException AuthorityLapsed(string path, DateTimeOffset notAfter) => new(
        "CertificateAuthorityLapsed", ClusterErrorCategory.InvalidOperation,
        $"The CA '{path}' ended on {notAfter:yyyy-MM-dd HH:mm} UTC; nobody would trust what it signs.",
        "Make a new one with New-ClusterCertificate -Kind CA.") { TargetName = path };

    public static ClusterException RequestInvalid(string name, string why) => new(
        "CertificateRequestInvalid", ClusterErrorCategory.InvalidData,
        $"The request for a certificate of '{Printable.Line(name)}' was not signed: {why}",
        "Send a PKCS#10 request (PEM) with an EC key of P-256, P-384 or P-521, or an RSA key of 2048 bits or more, signed with that key.") { TargetName = name };

    public static ClusterException FileExists(string path) => new(
        "CertificateFileExists", ClusterErrorCategory.ResourceExists,
        $"'{path}' exists already, and is not overwritten.",
        "Choose another name or folder, or move that file away.") { TargetName = path };

    public static ClusterException FileUnwritable(string path, string why) => new(
        "CertificateFileUnwritable", ClusterErrorCategory.WriteError,
        $"'{path}' could not be written: {why}",
        "Choose a folder that this user may write.") { TargetName = path };
}
