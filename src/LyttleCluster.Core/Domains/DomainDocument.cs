using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>A domain as it is stored: what is wanted, already checked and in normal form.</summary>
internal sealed record DomainDocument
{
    /// <summary>The kind of these documents; the name is <see cref="Name"/>.</summary>
    public const string Kind = "domain";

    /// <summary>Lower case and punycode.</summary>
    public required string Name { get; init; }

    /// <summary>As it was typed.</summary>
    public required string Shown { get; init; }

    public IReadOnlyList<StoredName> Aliases { get; init; } = [];

    public DomainKind Leads { get; init; }

    public IReadOnlyList<StoredUpstream> Upstreams { get; init; } = [];

    public bool LeastConnections { get; init; }

    public string? App { get; init; }

    public string? Root { get; init; }

    public string? RedirectTo { get; init; }

    public int RedirectStatus { get; init; } = 301;

    public bool RedirectKeepPath { get; init; }

    public bool Tls { get; init; }

    public string? CertificatePath { get; init; }

    public string? CertificateKeyPath { get; init; }

    public string Custom { get; init; } = "";

    public IReadOnlyList<string> Nodes { get; init; } = [];

    public IReadOnlyDictionary<string, string> NodeLabels { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>Users and groups who may change and publish it.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>All its host names, its own first; the order of the others is that of a normalised entry.</summary>
    public IReadOnlyList<string> Names => [Name, .. Aliases.Select(alias => alias.Name).Order(StringComparer.Ordinal)];

    public static State.DocumentKey KeyOf(string name) => new(Kind, name);

    /// <summary>What an nginx is told of it; null for an app, whose instances are not known here.</summary>
    public NginxEntry? ToEntry() => Leads == DomainKind.App ? null : new NginxEntry
    {
        Names = Names,
        Kind = Leads switch
        {
            DomainKind.Redirect => NginxEntryKind.Redirect,
            DomainKind.Root => NginxEntryKind.Root,
            _ => NginxEntryKind.Proxy,
        },
        Upstreams = [.. Upstreams.Select(upstream => new NginxUpstream(new Uri(upstream.Address), upstream.Weight, upstream.MaxFails, upstream.FailTimeoutSec))],
        LeastConnections = LeastConnections,
        Root = Root,
        RedirectTo = RedirectTo,
        RedirectStatus = RedirectStatus,
        RedirectKeepPath = RedirectKeepPath,
        Tls = Tls,
        CertificateFile = CertificatePath,
        CertificateKeyFile = CertificateKeyPath,
        Custom = Custom,
    };

    /// <summary>The same with what a normalised entry says.</summary>
    public DomainDocument With(NginxEntry entry) => this with
    {
        Upstreams = [.. entry.Upstreams.Select(upstream => new StoredUpstream(upstream.Address.ToString(), upstream.Weight, upstream.MaxFails, upstream.FailTimeoutSec))],
        LeastConnections = entry.LeastConnections,
        Root = entry.Root,
        RedirectTo = entry.RedirectTo,
        RedirectStatus = entry.RedirectStatus,
        RedirectKeepPath = entry.RedirectKeepPath,
        Tls = entry.Tls,
        CertificatePath = entry.CertificateFile,
        CertificateKeyPath = entry.CertificateKeyFile,
        Custom = entry.Custom,
    };
}

/// <summary>A host name as it is stored and compared, and as it was typed.</summary>
internal sealed record StoredName(string Name, string Shown);

/// <summary>An upstream as it is stored.</summary>
internal sealed record StoredUpstream(string Address, int Weight = 1, int? MaxFails = null, int? FailTimeoutSec = null);

/// <summary>A domain's document with the revision it was read at.</summary>
internal sealed record StoredDomain(DomainDocument Document, long Revision)
{
    public string Name => Document.Name;
}
