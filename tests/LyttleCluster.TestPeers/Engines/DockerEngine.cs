using System.Globalization;
using System.Net;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A real, private dockerd that looks like a host of its own: own network namespace and address, own data, own engine ID.
/// Everything it made goes with <see cref="DisposeAsync"/>, also after a failure; what a killed run left is cleared by the next one.
/// </summary>
public sealed class DockerEngine : IAsyncDisposable
{
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;
    private static readonly Lazy<string?> Reason = new(() => PeerRequirements.FirstMissing(("dockerd", "docker.io"), ("docker", "docker.io")));
    private readonly PeerFolder _folder;
    private readonly PeerNetwork _network;
    private readonly DockerEngineOptions _options;
    private readonly PeerDaemon _daemon;
    private readonly DockerCommand _docker;
    private bool _disposed;

    private DockerEngine(PeerFolder folder, PeerNetwork network, DockerEngineOptions options)
    {
        (_folder, _network, _options) = (folder, network, options);
        if (options.Tcp == EngineTcp.MutualTls)
        {
            using var authority = new TestAuthority("LyttleCluster test engine CA");
            TlsFiles = authority.WriteFiles(folder.File("tls"), [network.Address.ToString(), "127.0.0.1", "localhost", folder.Name]);
        }

        Http = UnixHttp.Client(SocketPath);
        _daemon = new PeerDaemon(network, folder.File("dockerd.log"), Http);
        _docker = new DockerCommand(UnixUri);
    }

    /// <summary>Why no engine can run here; null when one can.</summary>
    public static string? WhyNot => Reason.Value;

    /// <summary>`lyt` and eight hex digits; also the name of its network namespace.</summary>
    public string Name => _folder.Name;

    /// <summary>unix:///…: always there.</summary>
    public Uri UnixUri => new("unix://" + SocketPath);

    public string SocketPath => _folder.File("docker.sock");

    /// <summary>tcp://10.…: null without <see cref="DockerEngineOptions.Tcp"/>.</summary>
    public Uri? TcpUri => _options.Tcp switch
    {
        EngineTcp.Plain => new($"tcp://{Address}:{PlainPort}"),
        EngineTcp.MutualTls => new($"tcp://{Address}:{TlsPort}"),
        _ => null,
    };

    /// <summary>What a client needs for <see cref="TcpUri"/>: null without mutual TLS.</summary>
    public TlsFiles? TlsFiles { get; }

    /// <summary>The host's own address: published ports of its containers are reached there, from this machine only.</summary>
    public IPAddress Address => _network.Address;

    /// <summary>The process id of dockerd.</summary>
    public int Pid => _daemon.Pid;

    /// <summary>How long processors have worked for the engine and its containerd; not for containers.</summary>
    public TimeSpan ProcessorTime => ProcessTable.ProcessorTime(Pid) + TimeSpan.FromTicks(ProcessTable.ChildrenOf(Pid).Sum(child => ProcessTable.ProcessorTime(child).Ticks));

    public bool IsRunning => _daemon.IsRunning;

    /// <summary>Bare HTTP on the unix socket, for looking past the code under test.</summary>
    public HttpClient Http { get; }

    /// <summary>What dockerd wrote, all of it.</summary>
    public string Log => _daemon.Log;

    /// <summary>Starts an engine and waits until it answers.</summary>
    public static async Task<DockerEngine> StartAsync(DockerEngineOptions? options = null, CancellationToken cancel = default)
    {
        if (WhyNot is { } reason)
            throw new InvalidOperationException($"No Docker engine can be started here: {reason}");
        var folder = await PeerFolder.CreateAsync();
        try
        {
            var network = await PeerNetwork.CreateAsync(folder.Name, cancel);
            var engine = new DockerEngine(folder, network, options ?? new DockerEngineOptions());
            await engine.WriteConfigurationAsync(cancel);
            await engine.LaunchAsync(cancel);
            if (engine._options.ImportImage)
                await engine.ImportImageAsync(cancel: cancel);
            return engine;
        }
        catch
        {
            await folder.RemoveAsync();
            throw;
        }
    }

    /// <summary>Several at once: engines start side by side.</summary>
    public static async Task<IReadOnlyList<DockerEngine>> StartManyAsync(int count, DockerEngineOptions? options = null, CancellationToken cancel = default)
    {
        var starting = Enumerable.Range(0, count).Select(_ => StartAsync(options, cancel)).ToArray();
        try
        {
            return await Task.WhenAll(starting);
        }
        catch
        {
            foreach (var engine in starting.Where(one => one.IsCompletedSuccessfully))
                await (await engine).DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts <see cref="BusyboxImage"/> under a name of the engine.</summary>
    public async Task ImportImageAsync(string reference = BusyboxImage.Reference, CancellationToken cancel = default)
    {
        await using var image = await BusyboxImage.OpenAsync();
        await _docker.MustAsync(["import", "--change", "CMD [\"sh\"]", "-", reference], image, cancel);
    }

    /// <summary>Runs (or creates) a container and returns its full id.</summary>
    public Task<string> RunAsync(ContainerRun run, CancellationToken cancel = default) => DockerAsync(run.Arguments, cancel);

    /// <summary>Runs <see cref="ContainerRun.Quiet"/>.</summary>
    public Task<string> RunAsync(string name, CancellationToken cancel = default) => RunAsync(ContainerRun.Quiet(name), cancel);

    /// <summary>Removes containers, running or not; those that are gone already do not matter.</summary>
    public async Task RemoveAsync(params string[] names) =>
        await _docker.RunAsync(["rm", "-f", "-v", .. names], CancellationToken.None);

    /// <summary>The docker command against this engine: its trimmed output.</summary>
    public Task<string> DockerAsync(IEnumerable<string> arguments, CancellationToken cancel = default) =>
        _docker.MustAsync(arguments, null, cancel);

    /// <inheritdoc cref="DockerAsync(IEnumerable{string}, CancellationToken)"/>
    public Task<string> DockerAsync(params string[] arguments) => DockerAsync(arguments, CancellationToken.None);

    /// <summary>The engine dies as by a crash (SIGKILL); its containers run on until it is started again or disposed.</summary>
    public async Task KillAsync(CancellationToken cancel = default)
    {
        await _daemon.EndAsync(ProcessTable.Kill, cancel);
        await ForgetContainerdAsync(cancel);
    }

    /// <summary>The engine ends in order, with its containers.</summary>
    public Task StopAsync(CancellationToken cancel = default) => _daemon.EndAsync(ProcessTable.Terminate, cancel);

    /// <summary>Starts the engine again, with its old data and address; one that still runs is stopped first.</summary>
    public async Task RestartAsync(CancellationToken cancel = default)
    {
        if (IsRunning)
            await StopAsync(cancel);
        await LaunchAsync(cancel);
    }

    /// <summary>A hanging engine: connections are taken by the kernel, nothing is ever answered (SIGSTOP).</summary>
    public void PauseProcess() => ProcessTable.Signal(Pid, ProcessTable.Stop);

    /// <summary>Ends <see cref="PauseProcess"/>.</summary>
    public void ResumeProcess() => ProcessTable.Signal(Pid, ProcessTable.Continue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        Http.Dispose();
        await _folder.RemoveAsync();
        _daemon.Dispose();
    }

    private async Task WriteConfigurationAsync(CancellationToken cancel)
    {
        var settings = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["data-root"] = _folder.File("data"),
            ["exec-root"] = _folder.File("exec"),
            ["pidfile"] = _folder.File("dockerd.pid"),
            ["hosts"] = new[] { UnixUri.ToString() }.Concat(TcpUri is { } tcp ? [tcp.ToString().TrimEnd('/')] : []).ToArray(),
            ["cgroup-parent"] = "/" + _folder.Name,
            ["exec-opts"] = new[] { "native.cgroupdriver=cgroupfs" },
        };
        // Engines of before 25 make their ID from this key and would share one file; later ones keep it in data-root and refuse the option.
        if (await MajorVersionAsync(cancel) < 25)
            settings["deprecated-key-path"] = _folder.File("key.json");
        if (!_options.Bridge)
            settings["bridge"] = "none";
        if (_options.Tcp == EngineTcp.Plain)
            settings["tls"] = false; // said aloud, or dockerd waits 15 s to frighten us
        if (TlsFiles is { } files)
        {
            settings["tlsverify"] = true;
            settings["tlscacert"] = files.CertificateAuthority;
            settings["tlscert"] = files.ServerCertificate;
            settings["tlskey"] = files.ServerKey;
        }

        await File.WriteAllTextAsync(_folder.File("daemon.json"), JsonSerializer.Serialize(settings), cancel);
    }

    private static async Task<int> MajorVersionAsync(CancellationToken cancel)
    {
        var words = (await Command.MustAsync("dockerd", ["--version"], null, cancel)).Split(' ');
        return words.Select(word => word.Split('.')[0]).Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var major) ? major : 0).Max();
    }

    private Task LaunchAsync(CancellationToken cancel) => _daemon.StartAsync(
        [Command.Find("dockerd")!, "--config-file", _folder.File("daemon.json")], new Dictionary<string, string>(), _options.StartTimeout, cancel);

    /// <summary>
    /// containerd dies with its dockerd. The next dockerd believes the pid file, and would wait 15 s for a zombie where nobody
    /// collects them, or for a number that another process has now.
    /// </summary>
    private async Task ForgetContainerdAsync(CancellationToken cancel)
    {
        var file = _folder.File("exec/containerd/containerd.pid");
        if (!File.Exists(file) || !int.TryParse(await File.ReadAllTextAsync(file, cancel), CultureInfo.InvariantCulture, out var pid))
            return;
        while (ProcessTable.IsAlive(pid))
            await Task.Delay(10, cancel);
        File.Delete(file);
    }
}
