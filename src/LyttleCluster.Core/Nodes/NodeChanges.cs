using System.Text.Json.Serialization;

namespace LyttleCluster.Core;

/// <summary>The settings of a node that an operator gives. Null leaves a setting as it is; see <see cref="SetNode.Clear"/>.</summary>
public sealed record NodeSettings
{
    /// <summary>The Docker endpoint: <c>unix:///path</c>, <c>tcp://host:port</c>, <c>ssh://[user@]host[:port][/path]</c> or <c>npipe:////./pipe/name</c>.</summary>
    public Uri? Docker { get; init; }

    /// <summary>Client certificate for the Docker endpoint (PEM file); makes tcp mutual TLS.</summary>
    public string? DockerCertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file).</summary>
    public string? DockerKeyPath { get; init; }

    /// <summary>The CA that signed the engine's certificate (PEM file); the machine's own trust unless set.</summary>
    public string? DockerCACertificatePath { get; init; }

    /// <summary>The nginx_api: <c>http://host:3003</c> or <c>https://host:3003</c>; a path is allowed.</summary>
    public Uri? NginxApi { get; init; }

    /// <summary>What lets us in there: an API key, or a bearer token. It is stored sealed, and in no text.</summary>
    [JsonIgnore]
    public Secret? NginxApiKey { get; init; }

    /// <summary>Client certificate for the nginx_api (PEM file); goes with https.</summary>
    public string? NginxApiCertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file).</summary>
    public string? NginxApiKeyPath { get; init; }

    /// <summary>The CA that signed the certificate of the nginx_api (PEM file); the machine's own trust unless set.</summary>
    public string? NginxApiCACertificatePath { get; init; }

    /// <summary>Where other nodes reach its published ports.</summary>
    public IReadOnlyList<string>? Address { get; init; }

    /// <summary>The address that published ports bind to.</summary>
    public string? PublishAddress { get; init; }

    /// <summary>Where its nginx takes requests.</summary>
    public Uri? ProxyAddress { get; init; }

    /// <summary>Host ports for instances, <c>first-last</c>.</summary>
    public string? PortRange { get; init; }

    /// <summary>Where it stands, as a path.</summary>
    public string? Location { get; init; }

    /// <summary>Labels; replaces all of them.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Who answers for it.</summary>
    public IReadOnlyList<string>? Owners { get; init; }
}

/// <summary>Adds a node.</summary>
public sealed record AddNode : ChangeRequest<ClusterNode>
{
    /// <summary>Its name: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; 63 at most; begins with a letter or digit.</summary>
    public required string Name { get; init; }

    /// <summary>Its settings.</summary>
    public required NodeSettings Settings { get; init; }

    /// <summary>The agent that waits to become this node, by its <see cref="ClusterNodeCandidate.JoinId"/>: adding the node approves it.</summary>
    public string? JoinId { get; init; }

    /// <summary>Do not try to reach it first.</summary>
    public bool SkipProbe { get; init; }
}

/// <summary>Changes settings of nodes.</summary>
public sealed record SetNode : ChangeRequest<ClusterNode>
{
    /// <summary>The settings to change; null ones stay.</summary>
    public required NodeSettings Settings { get; init; }

    /// <summary>Names of properties of <see cref="NodeSettings"/> to clear.</summary>
    public IReadOnlyList<string> Clear { get; init; } = [];
}

/// <summary>Takes nodes out of the cluster. Nothing on the host is touched.</summary>
public sealed record RemoveNode : ChangeRequest<ClusterNode>;

/// <summary>Refuses agents that wait to become nodes.</summary>
public sealed record RefuseNode : ChangeRequest<ClusterNodeCandidate>
{
    /// <summary>Their ids (<see cref="ClusterNodeCandidate.JoinId"/>), or how they begin.</summary>
    public required IReadOnlyList<string> JoinIds { get; init; }
}

/// <summary>Takes nodes out of use: nothing new is placed there.</summary>
public sealed record SuspendNode : ChangeRequest<ClusterNode>;

/// <summary>Reboots hosts through their agents. It cannot be undone.</summary>
public sealed record RestartNode : ChangeRequest<ClusterNode>
{
    /// <summary>How long to wait until each host has been started anew and all of its endpoints are well; null does not wait.</summary>
    public TimeSpan? Wait { get; init; }
}

/// <summary>Takes nodes into use again.</summary>
public sealed record ResumeNode : ChangeRequest<ClusterNode>;
