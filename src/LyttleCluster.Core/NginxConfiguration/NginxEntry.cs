using System.Security.Cryptography;
using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// What one nginx is told about one domain. Normalised by <see cref="NginxEntryRules.Normalise"/>, two entries that mean the same have the same
/// <see cref="Canonical"/>; record equality compares lists by reference and is not used.
/// </summary>
internal sealed record NginxEntry
{
    /// <summary>Host names in lower case and punycode, each once; the first is the domain's own. <c>*.</c> only leftmost.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    public required NginxEntryKind Kind { get; init; }

    /// <summary>Where requests go; one or more for <see cref="NginxEntryKind.Proxy"/>, else none.</summary>
    public IReadOnlyList<NginxUpstream> Upstreams { get; init; } = [];

    public bool LeastConnections { get; init; }

    /// <summary>The folder of <see cref="NginxEntryKind.Root"/>: absolute, without . and .. parts.</summary>
    public string? Root { get; init; }

    /// <summary>An absolute http(s) address, or a path that begins with one slash.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>301, 302, 307 or 308.</summary>
    public int RedirectStatus { get; init; } = 301;

    /// <summary>Whether the request's path and query are appended.</summary>
    public bool RedirectKeepPath { get; init; }

    public bool Tls { get; init; }

    /// <summary>Paths on the node; both or none. None with <see cref="Tls"/>: the node finds a certificate that covers the names.</summary>
    public string? CertificateFile { get; init; }

    public string? CertificateKeyFile { get; init; }

    /// <summary>Directives of the allow-list for the server block, normalised; empty: none.</summary>
    public string Custom { get; init; } = "";

    /// <summary>The entry as one text: equal where, and only where, two normalised entries mean the same.</summary>
    public string Canonical() => Encoding.UTF8.GetString(NginxEntryJson.Write(this));

    /// <summary>A short name for <see cref="Canonical"/>: 16 hexadecimal digits of its SHA-256.</summary>
    public string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(NginxEntryJson.Write(this)))[..16];
}
