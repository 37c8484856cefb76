using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Joining;

/// <summary>
/// What an agent may say of itself before anybody trusts it. Whoever has a join token can send this, so each value is held to what is needed and to a length;
/// what the certificate says is decided by us alone.
/// </summary>
internal static class JoinRules
{
    private const string Curve = "1.2.840.10045.3.1.7";
    private const int LongestRequest = 4096;
    private const int LongestAddress = 300;
    private const int LongestText = 128;

    /// <summary>The request that an announcement is, as far as the agent says what it is.</summary>
    /// <param name="said">What it said.</param>
    /// <param name="source">Where it called from.</param>
    /// <param name="token">The name of its token.</param>
    /// <param name="files">The manager's own files.</param>
    /// <param name="now">When.</param>
    /// <exception cref="ClusterException"><c>JoinAnnouncementInvalid</c>.</exception>
    public static JoinRequestDocument Check(JoinAnnouncement said, IPAddress source, string token, JoinFiles files, DateTimeOffset now)
    {
        var publicKey = KeyIn(said.Request);
        var fingerprint = JoinKey.FingerprintOf(publicKey);
        return new JoinRequestDocument
        {
            Id = JoinKey.IdOf(fingerprint),
            Fingerprint = fingerprint,
            PublicKey = Convert.ToBase64String(publicKey),
            Request = said.Request!,
            Name = NameIn(said.Name),
            NginxApi = NginxApiIn(said.NginxApi, source),
            Docker = said.Docker is null ? null : DockerIn(said.Docker),
            Version = TextIn("version", said.Version),
            HostName = TextIn("hostName", said.HostName),
            OperatingSystem = TextIn("operatingSystem", said.OperatingSystem),
            Token = token,
            Source = (source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source).ToString(),
            AnnouncedAt = now,
            Files = files,
        };
    }

    /// <summary>The public key of a certificate request: one on P-256 that signed the request itself.</summary>
    private static byte[] KeyIn(string? text)
    {
        // It is kept as it came, so nothing else may stand in it.
        if (text is null || text.Length > LongestRequest || !PemEncoding.TryFind(text, out var found) || !text.AsSpan(found.Location.End.Value).IsWhiteSpace() || found.Location.Start.Value != 0 || text[found.Label] != "CERTIFICATE REQUEST")
            throw JoinErrors.AnnouncementInvalid("request", "is no certificate request (PEM)");
        try
        {
            // It checks the signature: whoever sends this has the key.
            var key = CertificateRequest.LoadSigningRequestPem(text, HashAlgorithmName.SHA256).PublicKey;
            using var curve = key.GetECDsaPublicKey();
            return curve?.ExportParameters(false).Curve.Oid.Value == Curve ? key.ExportSubjectPublicKeyInfo() : throw JoinErrors.AnnouncementInvalid("request", "has no key on the curve P-256");
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or InvalidOperationException)
        {
            throw JoinErrors.AnnouncementInvalid("request", "is no certificate request that its own key signed");
        }
    }

    private static string NameIn(string? name)
    {
        try
        {
            NodeSettingsRules.CheckName(name ?? "");
            return name!;
        }
        catch (ClusterException refusal)
        {
            throw JoinErrors.AnnouncementInvalid("name", $"cannot be a node's name. {refusal.Remedy.TrimEnd('.')}");
        }
    }

    /// <summary>An https address of the host alone. What is on the manager's own loopback may only be said from there: it would lead the manager to itself.</summary>
    private static Uri NginxApiIn(string? text, IPAddress source)
    {
        var valid = text?.Length <= LongestAddress
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { Scheme: "https", PathAndQuery: "/", Fragment: "", UserInfo: "", Port: > 0 }
            && IsHost(uri.IdnHost, source);
        return valid ? new Uri(text!) : throw JoinErrors.AnnouncementInvalid("nginxApi", "is no address such as https://10.0.0.5:3003 that others can reach");
    }

    /// <summary>A socket or a pipe would be one of the manager's own host.</summary>
    private static Uri DockerIn(string text)
    {
        var valid = text.Length <= LongestAddress
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri switch
            {
                { Scheme: "tcp", Host.Length: > 0, Port: > 0, PathAndQuery: "" or "/", UserInfo: "" } => true,
                { Scheme: "ssh" } => SshTarget.TryParse(uri) is not null,
                _ => false,
            };
        return valid ? new Uri(text) : throw JoinErrors.AnnouncementInvalid("docker", "is no address such as tcp://10.0.0.5:2376 or ssh://user@host");
    }

    private static bool IsHost(string host, IPAddress source)
    {
        if (!IPAddress.TryParse(host, out var address)) return Uri.CheckHostName(host) == UriHostNameType.Dns && (!IsLocalName(host) || IPAddress.IsLoopback(source));
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || address.IsIPv6Multicast || address.IsIPv6LinkLocal) return false;
        return address.GetAddressBytes() is not [169, 254, ..] and not [>= 224 and <= 255, _, _, _] && (!IPAddress.IsLoopback(address) || IPAddress.IsLoopback(source));
    }

    private static bool IsLocalName(string host) => host.TrimEnd('.') is var name && (name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    private static string? TextIn(string field, string? text) =>
        text is null || (text.Length is > 0 and <= LongestText && !text.Any(char.IsControl)) ? text : throw JoinErrors.AnnouncementInvalid(field, $"is longer than {LongestText} characters, or not printable");
}
