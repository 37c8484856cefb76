namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>Which nginx the agent stands beside. At most one of <see cref="Executable"/> and <see cref="Container"/> is given.</summary>
internal sealed record NginxSettings
{
    /// <summary>The nginx program (<c>--nginx</c>).</summary>
    public string? Executable { get; init; }

    /// <summary>The name of the container nginx runs in (<c>--nginx-container</c>).</summary>
    public string? Container { get; init; }

    /// <summary>The main configuration file (<c>--nginx-config</c>): a path of the host, or inside the container; null for the one nginx was built with.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>The engine of that container (<c>--docker</c>); null for the socket of this host.</summary>
    public Uri? Docker { get; init; }

    /// <summary>From how many old generations of workers on a reload is refused, 1 or more.</summary>
    public int MaxOldGenerations { get; init; } = 8;

    /// <summary>A folder of the agent's own, which exists (<c>--data</c>).</summary>
    public required string DataFolder { get; init; }

    /// <summary>Told each step that outlives the agent, before and after it; null: nobody is told. For tests that end the agent in the middle.</summary>
    public Action<string>? OnStep { get; init; }
}
