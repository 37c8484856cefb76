namespace LyttleCluster.Core.Docker;

/// <summary>
/// One container of a list (<c>ContainerSummary</c>): the fields we use. Words stay words, so that one of a newer engine
/// survives; any collection may be null (podman).
/// </summary>
internal sealed record DockerContainer
{
    public string Id { get => field ?? ""; init; }

    /// <summary>Names with a leading slash; those with a second slash are links.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    public string? Image { get; init; }

    public string? ImageID { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    public IReadOnlyList<DockerPort>? Ports { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public string? State { get; init; }

    /// <summary>The engine's sentence, e.g. <c>Exited (137) 3 minutes ago</c>.</summary>
    public string? Status { get; init; }
}

/// <summary>One port of a container in a list (<c>Port</c>).</summary>
internal sealed record DockerPort
{
    public string? IP { get; init; }

    public int PrivatePort { get; init; }

    /// <summary>0 or absent when it is not published.</summary>
    public int PublicPort { get; init; }

    public string? Type { get; init; }
}
