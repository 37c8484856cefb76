namespace LyttleCluster.Core.Docker;

/// <summary>The engine's versions (<c>SystemVersion</c>): the fields we use.</summary>
internal sealed record DockerVersion
{
    public string Version { get => field ?? ""; init; }

    /// <summary>The newest API it speaks.</summary>
    public string ApiVersion { get => field ?? ""; init; }

    /// <summary>The oldest API it speaks.</summary>
    public string? MinAPIVersion { get; init; }

    public string? Os { get; init; }

    public string? Arch { get; init; }

    public string? KernelVersion { get; init; }

    public IReadOnlyList<DockerComponent>? Components { get; init; }

    /// <summary>The engine's name: <c>Engine</c> from Docker, <c>Podman Engine</c> from podman.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Engine => Components?.FirstOrDefault(c => c.Name?.Contains("Engine", StringComparison.Ordinal) == true)?.Name ?? "Engine";
}

/// <summary>A part of the engine.</summary>
internal sealed record DockerComponent
{
    public string? Name { get; init; }

    public string? Version { get; init; }
}

/// <summary>The answer to a ping.</summary>
internal sealed record DockerPing
{
    /// <summary>The version of the API that is spoken with this engine.</summary>
    public required DockerApiVersion ApiVersion { get; init; }

    /// <summary>The newest version the engine speaks.</summary>
    public required DockerApiVersion ServerApiVersion { get; init; }

    /// <summary>From the request to the answer's headers, a new connection included where one was needed.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>The program that answers: <c>Docker</c>, <c>Podman</c>, or what it calls itself.</summary>
    public required string Engine { get; init; }

    /// <summary>Whether it is podman's service.</summary>
    public bool IsPodman => Engine == DockerDialect.Podman;
}
