namespace LyttleCluster.TestPeers;

/// <summary>
/// A real `podman system service`: a second engine behind the Docker API, with its own dialect (accepts any version, whole-second
/// log times, `docker.io/` before image names, no replay of events). Private storage and network namespace; gone with <see cref="DisposeAsync"/>.
/// </summary>
public sealed class PodmanService : IAsyncDisposable
{
    private static readonly Lazy<string?> Reason = new(() => PeerRequirements.FirstMissing(("podman", "podman"), ("docker", "docker.io")));
    private readonly PeerFolder _folder;
    private readonly PeerDaemon _daemon;
    private readonly DockerCommand _docker;
    private bool _disposed;

    private PodmanService(PeerFolder folder, PeerNetwork network)
    {
        _folder = folder;
        Http = UnixHttp.Client(SocketPath);
        _daemon = new PeerDaemon(network, folder.File("podman.log"), Http);
        _docker = new DockerCommand(UnixUri);
    }

    /// <summary>Why no podman service can run here; null when one can.</summary>
    public static string? WhyNot => Reason.Value;

    /// <summary>unix:///….</summary>
    public Uri UnixUri => new("unix://" + SocketPath);

    public string SocketPath => _folder.File("podman.sock");

    /// <summary>Bare HTTP on the unix socket, for looking past the code under test.</summary>
    public HttpClient Http { get; }

    private string[] Storage => ["--root", _folder.File("root"), "--runroot", _folder.File("run"), "--tmpdir", _folder.File("tmp")];

    private Dictionary<string, string> Variables => new(StringComparer.Ordinal) { ["CONTAINERS_CONF"] = _folder.File("containers.conf") };

    /// <summary>Starts a service that has <see cref="BusyboxImage.Reference"/>, and waits until it answers.</summary>
    public static async Task<PodmanService> StartAsync(CancellationToken cancel = default)
    {
        if (WhyNot is { } reason)
            throw new InvalidOperationException($"No podman service can be started here: {reason}");
        var folder = await PeerFolder.CreateAsync();
        try
        {
            var podman = new PodmanService(folder, await PeerNetwork.CreateAsync(folder.Name, cancel));
            await podman.WriteConfigurationAsync(cancel);
            await podman.ImportImageAsync(cancel);
            await podman._daemon.StartAsync(
                ["podman", .. podman.Storage, "system", "service", "--time=0", podman.UnixUri.ToString()], podman.Variables, TimeSpan.FromSeconds(60), cancel);
            return podman;
        }
        catch
        {
            await folder.RemoveAsync();
            throw;
        }
    }

    /// <summary>Runs (or creates) a container through the service and returns its full id.</summary>
    public Task<string> RunAsync(ContainerRun run, CancellationToken cancel = default) =>
        _docker.MustAsync((run with { Flags = [.. run.Flags, "--cgroup-parent", "/" + _folder.Name] }).Arguments, null, cancel);

    /// <summary>The docker command against this service: its trimmed output.</summary>
    public Task<string> DockerAsync(params string[] arguments) => _docker.MustAsync(arguments, null, CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await RemoveContainersAsync();
        Http.Dispose();
        await _folder.RemoveAsync();
        _daemon.Dispose();
    }

    /// <summary>podman keeps the state of its runtime outside of our folder, so its containers go through its own hands.</summary>
    private async Task RemoveContainersAsync()
    {
        if (!_daemon.IsRunning)
            return;
        var ids = (await _docker.RunAsync(["ps", "-aq"], CancellationToken.None)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (ids.Length > 0)
            await _docker.RunAsync(["rm", "-f", .. ids], CancellationToken.None);
    }

    // Its defaults raise limits over what a container or a small machine allows, and want systemd.
    private Task WriteConfigurationAsync(CancellationToken cancel) => File.WriteAllTextAsync(_folder.File("containers.conf"), """
        [containers]
        default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
        log_driver = "k8s-file"
        [engine]
        cgroup_manager = "cgroupfs"
        events_logger = "file"
        """, cancel);

    // By the command: the service's own import knows no tag.
    private async Task ImportImageAsync(CancellationToken cancel)
    {
        await using var image = await BusyboxImage.OpenAsync();
        await Command.MustAsync(
            "env", ["CONTAINERS_CONF=" + _folder.File("containers.conf"), "podman", .. Storage, "import", "--change", "CMD sh", "-", "docker.io/" + BusyboxImage.Reference], image, cancel);
    }
}
