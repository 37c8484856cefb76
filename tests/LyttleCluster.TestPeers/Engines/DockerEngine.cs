using System.Diagnostics;
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
    private static readonly Lazy<string?> Reason = new(FindReason);
    private readonly PeerFolder _folder;
    private readonly PeerNetwork _network;
    private readonly DockerEngineOptions _options;
    private readonly HttpClient _http;
    private readonly string _docker;
    private Process? _dockerd;
    private bool _disposed;

    private DockerEngine(PeerFolder folder, PeerNetwork network, DockerEngineOptions options)
    {
        (_folder, _network, _options) = (folder, network, options);
        _docker = FindDocker() ?? throw new InvalidOperationException("The docker command was not found.");
        if (options.Tcp == EngineTcp.MutualTls)
        {
            using var authority = new TestAuthority("LyttleCluster test engine CA");
            TlsFiles = authority.WriteFiles(folder.File("tls"), [network.Address.ToString(), "127.0.0.1", "localhost", folder.Name]);
        }

        _http = UnixHttp.Client(SocketPath);
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
    public int Pid => _dockerd?.Id ?? throw new InvalidOperationException($"Engine {Name} is not running.");

    public bool IsRunning => _dockerd is { HasExited: false };

    /// <summary>Bare HTTP on the unix socket, for looking past the code under test.</summary>
    public HttpClient Http => _http;

    /// <summary>What dockerd wrote, all of it.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => _folder.File("dockerd.log");

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
        await Command.MustAsync(_docker, ["-H", UnixUri.ToString(), "import", "--change", "CMD [\"sh\"]", "-", reference], image, cancel);
    }

    /// <summary>Runs (or creates) a container and returns its full id.</summary>
    public Task<string> RunAsync(ContainerRun run, CancellationToken cancel = default) => DockerAsync(run.Arguments, cancel);

    /// <summary>A long-lived quiet container.</summary>
    public Task<string> RunAsync(string name, CancellationToken cancel = default) =>
        RunAsync(new ContainerRun(name, "sleep", "100000"), cancel);

    /// <summary>Removes containers, running or not; those that are gone already do not matter.</summary>
    public async Task RemoveAsync(params string[] names) =>
        await Command.RunAsync(_docker, ["-H", UnixUri.ToString(), "rm", "-f", "-v", .. names]);

    /// <summary>The docker command against this engine: its trimmed output.</summary>
    public Task<string> DockerAsync(IEnumerable<string> arguments, CancellationToken cancel = default) =>
        Command.MustAsync(_docker, ["-H", UnixUri.ToString(), .. arguments], null, cancel);

    /// <inheritdoc cref="DockerAsync(IEnumerable{string}, CancellationToken)"/>
    public Task<string> DockerAsync(params string[] arguments) => DockerAsync(arguments, CancellationToken.None);

    /// <summary>The engine dies as by a crash (SIGKILL); its containers run on until it is started again or disposed.</summary>
    public async Task KillAsync(CancellationToken cancel = default)
    {
        ProcessTable.Signal(Pid, ProcessTable.Kill);
        await _dockerd!.WaitForExitAsync(cancel);
        await ForgetContainerdAsync(cancel);
    }

    /// <summary>The engine ends in order, with its containers.</summary>
    public async Task StopAsync(CancellationToken cancel = default)
    {
        ProcessTable.Signal(Pid, ProcessTable.Terminate);
        await _dockerd!.WaitForExitAsync(cancel);
    }

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
        _http.Dispose();
        await _folder.RemoveAsync();
        _dockerd?.Dispose();
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

    private async Task LaunchAsync(CancellationToken cancel)
    {
        _dockerd?.Dispose();
        // The shell gives the log to dockerd and becomes nsenter, which becomes dockerd: one process id all along. A session of its
        // own keeps a Ctrl+C at the terminal away from it.
        var start = new ProcessStartInfo("/bin/sh",
        [
            "-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", LogFile,
            "nsenter", "--net=" + _network.NamespaceFile, Command.Find("dockerd")!, "--config-file", _folder.File("daemon.json"),
        ]);
        // The helpers of dockerd (iptables, runc, containerd) live in folders that a user's PATH may lack.
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin:/usr/bin:/bin";
        _dockerd = Process.Start(start)!;
        await WaitUntilReadyAsync(_dockerd, cancel);
    }

    private async Task WaitUntilReadyAsync(Process dockerd, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_options.StartTimeout);
        try
        {
            while (!await AnswersAsync(limit.Token))
            {
                if (dockerd.HasExited)
                    throw new InvalidOperationException($"dockerd ended with {dockerd.ExitCode} while starting:\n{LastLines()}");
                await Task.Delay(20, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"dockerd did not answer within {_options.StartTimeout.TotalSeconds:0} s:\n{LastLines()}");
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync("/_ping", cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // nobody listens yet
        }
    }

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

    private string LastLines() => string.Join('\n', Log.Split('\n').TakeLast(15));

    // The command of the engine's own package first: a newer one elsewhere on PATH may refuse an old engine's API.
    private static string? FindDocker() => File.Exists("/usr/bin/docker") ? "/usr/bin/docker" : Command.Find("docker");

    private static string? FindReason()
    {
        if (!OperatingSystem.IsLinux())
            return "private engines need Linux.";
        foreach (var (program, package) in new[] { ("dockerd", "docker.io"), ("docker", "docker.io"), ("ip", "iproute2"), ("nsenter", "util-linux"), ("busybox", "busybox-static") })
        {
            if (Command.Find(program) is null)
                return $"{program} was not found (Debian package {package}).";
        }

        if (!Environment.IsPrivilegedProcess)
            return "not run as root.";
        if (!MayManageSystem())
            return "this root may not manage networks and mounts (an unprivileged container?).";
        return File.ReadAllText("/proc/mounts").Contains(" cgroup", StringComparison.Ordinal) ? null : "no cgroup file system is mounted.";
    }

    /// <summary>Capabilities 12 (CAP_NET_ADMIN) and 21 (CAP_SYS_ADMIN).</summary>
    private static bool MayManageSystem()
    {
        var line = File.ReadLines("/proc/self/status").First(one => one.StartsWith("CapEff:", StringComparison.Ordinal));
        var capabilities = ulong.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (capabilities & (1UL << 12)) != 0 && (capabilities & (1UL << 21)) != 0;
    }
}
