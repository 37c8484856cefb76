namespace LyttleCluster.TestPeers;

/// <summary>How the engine is reached beside its unix socket.</summary>
public enum EngineTcp
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Port 2375, open to everybody in reach: for tests of the plain transport only.</summary>
    Plain,

    /// <summary>Port 2376 with client certificates (`--tlsverify`).</summary>
    MutualTls,
}

/// <summary>What kind of host to start.</summary>
public sealed record DockerEngineOptions
{
    /// <summary>Further door beside the unix socket.</summary>
    public EngineTcp Tcp { get; init; }

    /// <summary>Whether containers get a bridge, and so published ports; without one the engine starts a little sooner.</summary>
    public bool Bridge { get; init; } = true;

    /// <summary>Whether <see cref="BusyboxImage.Reference"/> is there from the start.</summary>
    public bool ImportImage { get; init; } = true;

    /// <summary>How long the engine may take to answer its first ping.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
