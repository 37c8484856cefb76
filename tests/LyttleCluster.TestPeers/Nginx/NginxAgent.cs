namespace LyttleCluster.TestPeers;

/// <summary>
/// The built `lyttle-cluster agent` as a real process beside a real nginx, at the loopback address that is that nginx's alone. It keeps
/// address, key and memory over <see cref="RestartAsync"/>. Its folder lies in nginx's, and so goes with it: dispose this before the nginx.
/// </summary>
public sealed class NginxAgent : IAsyncDisposable
{
    private const int Port = 3003;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly string _program;
    private readonly NginxServer _nginx;
    private readonly NginxAgentOptions _options;
    private readonly List<string> _earlier = [];
    private ServiceProcess? _process;

    private NginxAgent(string program, NginxServer nginx, NginxAgentOptions options)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The agent beside nginx needs Linux.");
        (_program, _nginx, _options) = (program, nginx, options);
        Uri = new Uri($"{(options.Tls is null ? "http" : "https")}://{nginx.Address}:{Port}");
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(KeyFile, options.Key + "\n");
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Why none can run here; null when one can.</summary>
    public static string? WhyNot => NginxServer.WhyNot;

    /// <summary>Where its nginx_api answers.</summary>
    public Uri Uri { get; }

    public string Key => _options.Key;

    /// <summary>The file with the key, readable by its owner alone.</summary>
    public string KeyFile => Path.Combine(Folder, "keys");

    /// <summary>The nginx it stands beside.</summary>
    public NginxServer Nginx => _nginx;

    public int Pid => Running.Pid;

    /// <summary>The memory that is its alone, in MB.</summary>
    public TimeSpan ProcessorTime => Running.ProcessorTime;

    public double AnonymousMegabytes => Running.AnonymousMegabytes;

    /// <summary>What it said, over all its starts.</summary>
    public IReadOnlyList<string> Log => [.. _earlier, .. _process?.Lines ?? []];

    private string Folder => Path.Combine(_nginx.Folder, "agent");

    private ServiceProcess Running => _process ?? throw new InvalidOperationException("The agent does not run.");

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="program">The executable `lyttle-cluster`.</param>
    /// <param name="nginx">The nginx it is to control.</param>
    /// <param name="options">How it is started; null: as usual.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<NginxAgent> StartAsync(string program, NginxServer nginx, NginxAgentOptions? options = null, CancellationToken cancel = default)
    {
        var agent = new NginxAgent(program, nginx, options ?? new NginxAgentOptions());
        try
        {
            await agent.StartAgainAsync(cancel);
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (again), at the same place with the same memory.</summary>
    public async Task StartAgainAsync(CancellationToken cancel = default)
    {
        _process = ServiceProcess.Start(_program, Arguments());
        await _process.LineAsync(line => line.Contains("The agent listens.", StringComparison.Ordinal)).WaitAsync(Limit, cancel);
    }

    /// <summary>Ends it in order (SIGTERM) and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancel = default)
    {
        await EndAsync(process => process.Terminate(), cancel);
        await StartAgainAsync(cancel);
    }

    /// <summary>Ends it as a crash does (SIGKILL), also in the middle of a reload.</summary>
    public Task KillAsync(CancellationToken cancel = default) => EndAsync(process => process.Kill(), cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
    }

    private IEnumerable<string> Arguments()
    {
        string[] usual = ["agent", "--listen", Uri.GetLeftPart(UriPartial.Authority), "--nginx", NginxServer.Executable, "--nginx-config", _nginx.ConfigurationFile, "--api-key-file", KeyFile, "--data", Path.Combine(Folder, "data")];
        string[] tls = _options.Tls is { } files ? ["--certificate", files.ServerCertificate, "--key", files.ServerKey] : [];
        return [.. usual, .. tls, .. _options.More];
    }

    private async Task EndAsync(Action<ServiceProcess> how, CancellationToken cancel)
    {
        var process = Running;
        how(process);
        await process.ExitAsync(cancel);
        _earlier.AddRange(process.Lines);
        await process.DisposeAsync();
        _process = null;
    }
}
