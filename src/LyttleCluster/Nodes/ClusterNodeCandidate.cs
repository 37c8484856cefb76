namespace LyttleCluster;

/// <summary>A host that could be added; pipes into <c>Add-ClusterNode</c>.</summary>
public sealed record ClusterNodeCandidate
{
    /// <summary>The name it would get.</summary>
    public required string Name { get; init; }

    /// <summary>Where it was found: <c>DockerContext</c>, <c>DockerHost</c> (the variable DOCKER_HOST), <c>NginxApi</c>, <c>Swarm</c>, or <c>Join</c> (an agent that waits).</summary>
    public required string Source { get; init; }

    /// <summary>Its Docker endpoint.</summary>
    public Uri? Docker { get; init; }

    /// <summary>The client certificate for the Docker endpoint (PEM file).</summary>
    public string? DockerCertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file).</summary>
    public string? DockerKeyPath { get; init; }

    /// <summary>The CA that signed the engine's certificate (PEM file).</summary>
    public string? DockerCACertificatePath { get; init; }

    /// <summary>Its nginx_api.</summary>
    public Uri? NginxApi { get; init; }

    /// <summary>The client certificate for the nginx_api (PEM file).</summary>
    public string? NginxApiCertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file).</summary>
    public string? NginxApiKeyPath { get; init; }

    /// <summary>The CA that signed the certificate of the nginx_api (PEM file).</summary>
    public string? NginxApiCACertificatePath { get; init; }

    /// <summary>Where other nodes reach it, as its finder says; null when it does not.</summary>
    public string[]? Address { get; init; }

    /// <summary>The id under which an agent waits to be approved; null for others. Compare <see cref="Fingerprint"/> with what the agent logged.</summary>
    public string? JoinId { get; init; }

    /// <summary>The SHA-256 fingerprint of the key that the agent made for itself, in hexadecimal; null for others.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What its finder says of it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the docker command works with it at present.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Whether a node with this endpoint is in the cluster already.</summary>
    public bool AlreadyAdded { get; init; }
}
