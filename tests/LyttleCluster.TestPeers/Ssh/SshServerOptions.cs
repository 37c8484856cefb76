namespace LyttleCluster.TestPeers;

/// <summary>What a login at an <see cref="SshServer"/> meets.</summary>
public sealed record SshServerOptions
{
    /// <summary>Variables of every command, e.g. `DOCKER_HOST` for an engine whose socket is not where docker looks, or a `PATH` without docker.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Shell text that stands before every command: `echo hello;`, or a program that runs it as somebody else.</summary>
    public string Before { get; init; } = "";

    /// <summary>How many may be logging in at once; more are turned away (`MaxStartups`).</summary>
    public int MostLoggingIn { get; init; } = 100;
}
