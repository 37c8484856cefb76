namespace LyttleCluster.Core;

/// <summary>The settings of a domain that an operator gives. Null leaves a setting as it is; see <see cref="SetDomain.Clear"/>.</summary>
public sealed record DomainSettings
{
    /// <summary>Its other host names; replaces all of them.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>It leads to these upstreams.</summary>
    public IReadOnlyList<ClusterUpstream>? Upstreams { get; init; }

    /// <summary>The upstream with the fewest connections gets the next request.</summary>
    public bool? LeastConnections { get; init; }

    /// <summary>It leads to this app.</summary>
    public string? App { get; init; }

    /// <summary>It leads to this folder on the nodes.</summary>
    public string? Root { get; init; }

    /// <summary>It leads to this address: absolute (http or https), or a path that begins with one slash.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>301, 302, 307 or 308.</summary>
    public int? RedirectStatus { get; init; }

    /// <summary>Append the request's path and query to <see cref="RedirectTo"/>.</summary>
    public bool? RedirectKeepPath { get; init; }

    /// <summary>Serve it over TLS, and send plain requests there.</summary>
    public bool? Tls { get; init; }

    /// <summary>Its certificate and chain (a PEM file on the nodes).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The certificate's key (a PEM file on the nodes).</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>Directives for its server block, of an allow-list.</summary>
    public string? CustomConfiguration { get; init; }

    /// <summary>It is wanted on these nodes, wildcards allowed.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>It is wanted on nodes with all of these labels.</summary>
    public IReadOnlyDictionary<string, string>? NodeLabels { get; init; }

    /// <summary>It is wanted on nodes at or below these locations.</summary>
    public IReadOnlyList<string>? Locations { get; init; }

    /// <summary>Users and groups who may change and publish it through a manager.</summary>
    public IReadOnlyList<string>? Owners { get; init; }
}

/// <summary>Adds a domain, or changes one. Nothing on the nodes is touched until it is published.</summary>
public sealed record SetDomain : ChangeRequest<ClusterDomain>
{
    /// <summary>Its host name, as typed.</summary>
    public required string Name { get; init; }

    /// <summary>The settings to change; null ones stay. One that leads elsewhere than before replaces what it led to.</summary>
    public required DomainSettings Settings { get; init; }

    /// <summary>Names of properties of <see cref="DomainSettings"/> to clear.</summary>
    public IReadOnlyList<string> Clear { get; init; } = [];
}

/// <summary>Says which domains a change means.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
public abstract record DomainChange<TResult> : ChangeRequest<TResult>
{
    /// <summary>Names of domains as typed or in punycode, wildcards allowed; empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>Takes domains out of what is wanted. The nodes lose them with the next publish.</summary>
public sealed record RemoveDomain : DomainChange<ClusterDomain>;

/// <summary>Adopts entries that the nodes have and this cluster did not make, as domains. Nothing on the nodes is touched.</summary>
public sealed record ImportDomain : DomainChange<ClusterDomain>;

/// <summary>Brings domains to the nodes, wave after wave.</summary>
public sealed record PublishDomain : DomainChange<ClusterDomainResult>
{
    /// <summary>Makes a request with the time limit of reloads, which it waits for.</summary>
    public PublishDomain() => Timeout = ReloadNginx.DefaultReloadTimeout;

    /// <summary>In which waves it goes over the nodes.</summary>
    public RolloutStrategy Strategy { get; init; }

    /// <summary>How many nodes a wave of <see cref="RolloutStrategy.Rolling"/> has; 1 or more.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>A page to ask each node for after its reload, beside the changed names themselves.</summary>
    public Uri? Probe { get; init; }

    /// <summary>Checks of <c>Test-ClusterDomain</c> that need not pass, by name, wildcards allowed.</summary>
    public IReadOnlyList<string> SkipVerification { get; init; } = [];
}
