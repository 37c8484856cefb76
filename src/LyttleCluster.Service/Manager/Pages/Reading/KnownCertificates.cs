using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>A certificate, and when it ends.</summary>
internal sealed record KnownCertificate
{
    public const string Own = "manager";
    public const string Authority = "CA";
    public const string IdentityAuthority = "identity CA";
    public const string Nginx = "nginx";

    /// <summary>A node's name, or the file it lies in.</summary>
    public required string Holder { get; init; }

    public required string Use { get; init; }

    public required string Names { get; init; }

    public string? Issuer { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public int? DaysLeft { get; init; }
}

/// <summary>Finds them: in the files that the manager was given, and in what nodes last told.</summary>
internal static class KnownCertificates
{
    public static IEnumerable<KnownCertificate> Of(ManagerOptions options, ClusterSnapshot seen, DateTimeOffset now) =>
    [
        .. InFile(options.CertificateFile, KnownCertificate.Own, now),
        .. InFile(options.AuthorityFile, KnownCertificate.Authority, now),
        .. InFile(options.IdentityAuthorityFile, KnownCertificate.IdentityAuthority, now),
        .. seen.Nodes.Values.SelectMany(OfNode),
    ];

    private static IEnumerable<KnownCertificate> OfNode(WatchedNode watched) => (watched.Nginx?.Certificates ?? []).Select(certificate => new KnownCertificate
    {
        Holder = watched.Node.Name,
        Use = KnownCertificate.Nginx,
        Names = string.Join(", ", certificate.Domains),
        EndsAt = certificate.ExpiresAt,
        DaysLeft = certificate.DaysLeft,
    });

    private static IEnumerable<KnownCertificate> InFile(string? path, string use, DateTimeOffset now)
    {
        if (path is null || !File.Exists(path)) return [];
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
            return [.. certificates.Select(certificate => Of(certificate, path, use, now))];
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return [new KnownCertificate { Holder = path, Use = use, Names = "cannot be read: " + unreadable.Message }];
        }
        finally
        {
            foreach (var certificate in certificates) certificate.Dispose();
        }
    }

    private static KnownCertificate Of(X509Certificate2 certificate, string path, string use, DateTimeOffset now)
    {
        var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return new KnownCertificate
        {
            Holder = path,
            Use = use,
            Names = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            Issuer = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true),
            EndsAt = end,
            DaysLeft = (int)Math.Floor((end - now).TotalDays),
        };
    }
}
