using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Joining;

/// <summary>
/// An agent that announced itself, known by the key that it made: the same key has the same document, whatever else the agent says of itself. Once it is
/// approved, the document is what it proves itself by; it goes with its node.
/// </summary>
internal sealed record JoinRequestDocument
{
    /// <summary>The kind of these documents; a document's name is its id.</summary>
    public const string Kind = "join-request";

    /// <summary>The beginning of <see cref="Fingerprint"/>: 128 bits of it, so that nobody can make a key with the id of another.</summary>
    public required string Id { get; init; }

    /// <summary>The SHA-256 of its public key (SubjectPublicKeyInfo), in lower-case hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Its public key: SubjectPublicKeyInfo in base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>The certificate request (PKCS#10, PEM) that the key signed.</summary>
    public required string Request { get; init; }

    /// <summary>The node's name that it would like.</summary>
    public required string Name { get; init; }

    /// <summary>Where its nginx_api will be.</summary>
    public required Uri NginxApi { get; init; }

    /// <summary>Its host's Docker endpoint; null: it knows none that is of use elsewhere.</summary>
    public Uri? Docker { get; init; }

    /// <summary>The agent's version.</summary>
    public string? Version { get; init; }

    /// <summary>Its host's name, as the host says.</summary>
    public string? HostName { get; init; }

    /// <summary>Its host's system, as the host says.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>The name of the token that it was announced with.</summary>
    public required string Token { get; init; }

    /// <summary>The address that it called from.</summary>
    public required string Source { get; init; }

    /// <summary>When it last announced itself.</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>The files by which the manager that it announced itself to can be its client.</summary>
    public required JoinFiles Files { get; init; }

    public JoinState State { get; init; }

    /// <summary>The node that it is, or was until its certificate lapsed; null: none yet.</summary>
    public string? Node { get; init; }

    /// <summary>The host names and addresses that its certificate is for, with commas between; null: it has none yet.</summary>
    public string? IssuedFor { get; init; }

    /// <summary>When its certificate began.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When its certificate ends.</summary>
    public DateTimeOffset? IssuedUntil { get; init; }

    public DocumentKey Key => KeyOf(Id);

    public static DocumentKey KeyOf(string id) => new(Kind, id);

    /// <summary>Whether its certificate has ended: it has to be approved again.</summary>
    public bool HasLapsed(DateTimeOffset now) => IssuedUntil is { } end && end <= now;

    /// <summary>The settings that the node gets, where the operator gave none.</summary>
    public NodeSettings SettingsUnder(NodeSettings given)
    {
        var api = given.NginxApi ?? NginxApi;
        // What the operator gave for TLS counts as a whole: our files prove nothing to another CA's agent.
        var own = api.Scheme == Uri.UriSchemeHttps && (given.NginxApiCertificatePath ?? given.NginxApiKeyPath ?? given.NginxApiCACertificatePath) is null;
        return given with
        {
            Docker = given.Docker ?? Docker,
            NginxApi = api,
            NginxApiCertificatePath = own ? Files.Certificate : given.NginxApiCertificatePath,
            NginxApiKeyPath = own ? Files.Key : given.NginxApiKeyPath,
            NginxApiCACertificatePath = own ? Files.Authority : given.NginxApiCACertificatePath,
        };
    }

    public ClusterNodeCandidate ToCandidate() => new()
    {
        Name = Name,
        Source = "Join",
        Docker = Docker,
        NginxApi = NginxApi,
        NginxApiCertificatePath = Files.Certificate,
        NginxApiKeyPath = Files.Key,
        NginxApiCACertificatePath = Files.Authority,
        JoinId = Id,
        Fingerprint = Fingerprint,
        Description = string.Join(", ", new[]
        {
            Node is null ? null : $"was node {Node} until its certificate lapsed",
            HostName is null || HostName == Name ? null : $"host {HostName}",
            OperatingSystem,
            Version is null ? null : $"agent {Version}",
            $"from {Source}",
            $"token {Token}",
            FormattableString.Invariant($"since {AnnouncedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
        }.OfType<string>()),
    };
}

/// <summary>Files on a manager's host (PEM), by which it is the client of the agents that joined.</summary>
/// <param name="Certificate">Its client certificate.</param>
/// <param name="Key">The key of that certificate.</param>
/// <param name="Authority">The CA of the agents.</param>
internal sealed record JoinFiles(string Certificate, string Key, string Authority);
