namespace LyttleCluster;

/// <summary>
/// A domain: one or more host names, and where they lead. It is what is wanted; <see cref="States"/> tells what the nodes have.
/// No property is called Node, App or Domain: a domain that is piped must never be taken for one of these.
/// </summary>
public sealed record ClusterDomain
{
    /// <summary>Its host name as it was typed; <c>*.example.com</c> covers all names below.</summary>
    public required string Name { get; init; }

    /// <summary>The same in lower case and punycode, as it is stored and compared.</summary>
    public required string AsciiName { get; init; }

    /// <summary>Its other host names, as they were typed.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>What it leads to.</summary>
    public required DomainKind Kind { get; init; }

    /// <summary>Where it leads, in one line.</summary>
    public required string Target { get; init; }

    /// <summary>Its upstreams; empty unless <see cref="Kind"/> is Upstream.</summary>
    public ClusterUpstream[] Upstreams { get; init; } = [];

    /// <summary>Whether the upstream with the fewest connections gets the next request; else they take turns by weight.</summary>
    public bool LeastConnections { get; init; }

    /// <summary>The app's name; null unless <see cref="Kind"/> is App.</summary>
    public string? AppName { get; init; }

    /// <summary>The folder on the node; null unless <see cref="Kind"/> is Root.</summary>
    public string? Root { get; init; }

    /// <summary>The other address; null unless <see cref="Kind"/> is Redirect.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>301, 302, 307 or 308; null unless <see cref="Kind"/> is Redirect.</summary>
    public int? RedirectStatus { get; init; }

    /// <summary>Whether the request's path and query are appended to <see cref="RedirectTo"/>.</summary>
    public bool RedirectKeepPath { get; init; }

    /// <summary>Whether it is served over TLS, and plain requests are sent there.</summary>
    public bool Tls { get; init; }

    /// <summary>The certificate and its chain (a PEM file on the nodes); null: the node finds one that covers the names.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The certificate's private key (a PEM file on the nodes).</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>Directives for its server block, in normalised form; null when there are none.</summary>
    public string? CustomConfiguration { get; init; }

    /// <summary>The nodes it is wanted on by name, wildcards allowed; empty: by labels and location alone.</summary>
    public string[] WantedNodes { get; init; } = [];

    /// <summary>It is wanted on nodes with all of these labels.</summary>
    public ReadOnlyMap<string> WantedLabels { get; init; } = ReadOnlyMap<string>.Empty;

    /// <summary>It is wanted on nodes at or below these locations; empty: anywhere.</summary>
    public string[] WantedLocations { get; init; } = [];

    /// <summary>Users and groups who may change and publish it through a manager, besides those who were granted that.</summary>
    public string[] Owners { get; init; } = [];

    /// <summary>The nodes that are meant by all this now.</summary>
    public string[] Nodes { get; init; } = [];

    /// <summary>Whether these have it as it is wanted: the worst of <see cref="States"/>.</summary>
    public DomainSync Sync { get; init; }

    /// <summary>How each of them has it.</summary>
    public ClusterDomainState[] States { get; init; } = [];

    /// <summary>When the nodes were looked at, in UTC; null when they were not.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
