namespace LyttleCluster;

/// <summary>A container that a node's engine reported.</summary>
public sealed record ClusterContainer
{
    /// <summary>The node it is on.</summary>
    public required string Node { get; init; }

    /// <summary>Its name, without the engine's leading slash.</summary>
    public required string Name { get; init; }

    /// <summary>Its id: 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The image as it was asked for.</summary>
    public required string Image { get; init; }

    /// <summary>What it is doing.</summary>
    public ContainerState State { get; init; }

    /// <summary>The engine's own word for <see cref="State"/>.</summary>
    public string StateText { get; init; } = "";

    /// <summary>What its health check says.</summary>
    public ContainerHealth Health { get; init; }

    /// <summary>The engine's sentence on it, e.g. <c>Up 3 hours (healthy)</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>How its process ended, 0 to 255; null while it runs or was never started.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often the engine restarted it; null where the engine's list does not tell (see <c>Get-ClusterContainer -Detailed</c>).</summary>
    public int? RestartCount { get; init; }

    /// <summary>Its ports.</summary>
    public ClusterPort[] Ports { get; init; } = [];

    /// <summary>Its labels.</summary>
    public ReadOnlyMap<string> Labels { get; init; } = ReadOnlyMap<string>.Empty;

    /// <summary>The app it is an instance of (its label <c>lyttlecluster.app</c>); null when it is none.</summary>
    public string? App { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this was seen, in UTC.</summary>
    public DateTimeOffset ObservedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Node}/{Name}";
}
