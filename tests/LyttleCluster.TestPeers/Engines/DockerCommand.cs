namespace LyttleCluster.TestPeers;

/// <summary>The docker command, against one engine.</summary>
internal sealed class DockerCommand(Uri engine)
{
    // The command of the engine's own package first: a newer one elsewhere on PATH may refuse an old engine's API.
    private readonly string _file = File.Exists("/usr/bin/docker")
        ? "/usr/bin/docker"
        : Command.Find("docker") ?? throw new InvalidOperationException("The docker command was not found.");

    public Task<string> MustAsync(IEnumerable<string> arguments, Stream? input, CancellationToken cancel) =>
        Command.MustAsync(_file, ["-H", engine.ToString(), .. arguments], input, cancel);

    public Task<CommandResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancel) =>
        Command.RunAsync(_file, ["-H", engine.ToString(), .. arguments], null, cancel);
}
