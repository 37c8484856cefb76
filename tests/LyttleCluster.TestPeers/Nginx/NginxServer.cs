using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace LyttleCluster.TestPeers;

/// <summary>
/// A real nginx with a folder of its own (configuration, logs, pid file) and a loopback address of its own, so that many run side by side.
/// It answers <c>/</c> with the text of <see cref="Answer"/>; sites are files in <see cref="SitesFolder"/>. Everything goes with
/// <see cref="DisposeAsync"/>, what a killed run left with the next one.
/// </summary>
public sealed class NginxServer : IAsyncDisposable
{
    private const int Quit = 3;
    private const int User2 = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly PeerFolder _folder;
    private readonly NginxServerOptions _options;
    private readonly HashSet<string> _seen = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
    private bool _disposed;

    private NginxServer(PeerFolder folder, NginxServerOptions options)
    {
        (_folder, _options) = (folder, options);
        Address = new IPAddress([127, (byte)RandomNumberGenerator.GetInt32(2, 250), (byte)RandomNumberGenerator.GetInt32(1, 250), (byte)RandomNumberGenerator.GetInt32(1, 250)]);
        Directory.CreateDirectory(SitesFolder);
        Directory.CreateDirectory(LogFolder);
        Directory.CreateDirectory(_folder.File("temp"));
        WriteConfiguration();
    }

    /// <summary>Why no nginx can run here; null when one can.</summary>
    public static string? WhyNot => !OperatingSystem.IsLinux() ? "nginx as a peer needs Linux."
        : Command.Find("nginx") is null ? "nginx was not found (Debian package nginx)." : null;

    /// <summary>The program.</summary>
    public static string Executable => Command.Find("nginx") ?? throw new InvalidOperationException(WhyNot);

    /// <summary>A loopback address that is this server's alone: every port of it is free.</summary>
    public IPAddress Address { get; }

    /// <summary>Where it listens, by its main configuration.</summary>
    public int Port => 8080;

    public Uri Uri => new($"http://{Address}:{Port}/");

    /// <summary>The folder of everything below.</summary>
    public string Folder => _folder.Path;

    /// <summary>The main configuration file.</summary>
    public string ConfigurationFile => _folder.File("nginx.conf");

    /// <summary>Files named `*.conf` in it are included in http.</summary>
    public string SitesFolder => _folder.File("conf.d");

    public string LogFolder => _folder.File("log");

    public string ErrorLog => Path.Combine(LogFolder, "error.log");

    public string AccessLog => Path.Combine(LogFolder, "access.log");

    /// <summary>What it wrote to its standard output and error.</summary>
    public string StartLog => Path.Combine(LogFolder, "start.log");

    public string PidFile => _folder.File("nginx.pid");

    /// <summary>What `/` answers after the next <see cref="WriteConfiguration"/> and reload.</summary>
    public string Answer { get; set; } = "one";

    /// <summary>The master by its pid file.</summary>
    public int MasterPid => int.Parse(File.ReadAllText(PidFile).Trim(), CultureInfo.InvariantCulture);

    public bool IsRunning => File.Exists(PidFile) && ProcessTable.IsAlive(MasterPid);

    /// <summary>Pids of the master's children (workers of all generations).</summary>
    public IReadOnlyList<int> Workers => ProcessTable.ChildrenOf(MasterPid);

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<NginxServer> StartAsync(NginxServerOptions? options = null, CancellationToken cancel = default)
    {
        var server = new NginxServer(await PeerFolder.CreateAsync(), options ?? new NginxServerOptions());
        try
        {
            await server.StartAgainAsync(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it (again) with what the configuration says now.</summary>
    public async Task StartAgainAsync(CancellationToken cancel = default)
    {
        // nginx keeps the standard error it was started with where its errors go to no file: a pipe would then never end.
        var started = await Command.RunAsync("/bin/sh", ["-c", "exec \"$0\" -c \"$1\" >\"$2\" 2>&1 </dev/null", Executable, ConfigurationFile, StartLog], cancel: cancel);
        if (started.ExitCode != 0)
            throw new InvalidOperationException($"nginx ended with {started.ExitCode}: {File.ReadAllText(StartLog)}");
        await UntilAsync(() => IsRunning && Workers.Count >= _options.Workers, "nginx runs", cancel);
        Remember();
    }

    /// <summary>Writes the main configuration from the options and <see cref="Answer"/>; a broken one is thereby repaired.</summary>
    public void WriteConfiguration() => File.WriteAllText(ConfigurationFile, $$"""
        {{(Environment.IsPrivilegedProcess ? "user root;" : "")}}
        pid {{PidFile}};
        worker_processes {{_options.Workers}};
        {{_options.ErrorLog ?? $"error_log {ErrorLog} notice;"}}
        {{_options.Main}}
        events { worker_connections 256; }
        http {
            {{_options.AccessLog ?? $"access_log {AccessLog};"}}
            client_body_temp_path {{_folder.File("temp/body")}};
            proxy_temp_path {{_folder.File("temp/proxy")}};
            fastcgi_temp_path {{_folder.File("temp/fastcgi")}};
            scgi_temp_path {{_folder.File("temp/scgi")}};
            uwsgi_temp_path {{_folder.File("temp/uwsgi")}};
            {{_options.Http}}
            {{(_options.IncludeFolder ? $"include {SitesFolder}/*.conf;" : "")}}
            server {
                listen {{Address}}:{{Port}}{{(_options.SaysDefault ? " default_server" : "")}};
                location / { default_type text/plain; return 200 "{{Answer}}"; }
                location = /hold { client_body_timeout 1h; proxy_pass http://{{Address}}:1; }
                location = /fault { root {{_folder.File("missing")}}; }
            }
        }

        """);

    /// <summary>Puts a file into <see cref="SitesFolder"/>; <paramref name="name"/> without `.conf`.</summary>
    public void WriteSite(string name, string text) => File.WriteAllText(Path.Combine(SitesFolder, name + ".conf"), text);

    public void RemoveSite(string name) => File.Delete(Path.Combine(SitesFolder, name + ".conf"));

    /// <summary>A site that `nginx -t` refuses: unknown directive "no_such_directive".</summary>
    public void BreakConfiguration() => WriteSite("broken", "no_such_directive on;\n");

    /// <summary>Undoes <see cref="BreakConfiguration"/>.</summary>
    public void RepairConfiguration() => RemoveSite("broken");

    /// <summary>Another program takes a port of this server's address, and a site wants it: passes `nginx -t`, is never taken.</summary>
    public OccupiedPort OccupyWantedPort()
    {
        var taken = new OccupiedPort(Address);
        WriteSite("occupied", $"server {{ listen {taken.EndPoint}; return 200 never; }}\n");
        return taken;
    }

    /// <summary>Makes configurations slow to read, for the test and the reload alike: a name that many server blocks load keys for.</summary>
    public async Task WriteSlowSiteAsync(int servers, CancellationToken cancel = default)
    {
        using var authority = new TestAuthority("LyttleCluster slow site");
        var files = authority.WriteFiles(_folder.File("slow"), ["slow.test"]);
        var site = string.Concat(Enumerable.Range(0, servers).Select(number => string.Create(CultureInfo.InvariantCulture,
            $"server {{ listen {Address}:8443 ssl; server_name s{number}.test; ssl_certificate {files.ServerCertificate}; ssl_certificate_key {files.ServerKey}; }}\n")));
        await File.WriteAllTextAsync(Path.Combine(SitesFolder, "slow.conf"), "server_names_hash_max_size 65536;\n" + site, cancel);
    }

    /// <summary>The body of an answer, over a connection of its own.</summary>
    public Task<string> GetAsync(string path = "", CancellationToken cancel = default) => _http.GetStringAsync(new Uri(Uri, path), cancel);

    /// <summary>Keeps one worker of the present generation alive; see <see cref="HeldConnection"/>.</summary>
    public Task<HeldConnection> HoldAsync(CancellationToken cancel = default) => HeldConnection.OpenAsync(Address, Port, cancel);

    /// <summary>A reload as by `nginx -s reload`, not waited for.</summary>
    public void SendReload()
    {
        Remember();
        ProcessTable.Signal(MasterPid, ProcessTable.Hangup);
    }

    /// <summary>A bare reload, waited for until only new workers take requests.</summary>
    public async Task ReloadAsync(CancellationToken cancel = default)
    {
        var before = Workers;
        SendReload();
        await UntilAsync(() => Workers.Count(pid => !before.Contains(pid)) >= _options.Workers
            && before.All(pid => !ProcessTable.IsAlive(pid) || ProcessTable.Title(pid).Contains("shutting down", StringComparison.Ordinal)), "the reload is taken", cancel);
        Remember();
    }

    /// <summary>Begins a binary upgrade (USR2) and waits for the second master; the first one's pid is returned.</summary>
    public async Task<int> BeginUpgradeAsync(CancellationToken cancel = default)
    {
        var old = MasterPid;
        Remember();
        ProcessTable.Signal(old, User2);
        await UntilAsync(() => File.Exists(PidFile + ".oldbin") && IsRunning && MasterPid != old && Workers.Count >= _options.Workers, "the upgrade has begun", cancel);
        Remember();
        return old;
    }

    /// <summary>The master stops reacting (SIGSTOP); workers go on.</summary>
    public void PauseMaster() => ProcessTable.Signal(MasterPid, ProcessTable.Stop);

    /// <summary>Waits until somebody has asked the paused master for a reload: whoever did is in the middle of one then.</summary>
    public Task UntilAskedToReloadAsync(CancellationToken cancel = default) =>
        UntilAsync(() => ProcessTable.IsPending(MasterPid, ProcessTable.Hangup), "the master is asked for a reload", cancel);

    /// <summary>Ends <see cref="PauseMaster"/>.</summary>
    public void ResumeMaster() => ProcessTable.Signal(MasterPid, ProcessTable.Continue);

    /// <summary>Ends one worker as by a crash; the master starts another.</summary>
    public static void KillWorker(int pid) => ProcessTable.Signal(pid, ProcessTable.Kill);

    /// <summary>In order (QUIT), and waited for.</summary>
    public async Task StopAsync(CancellationToken cancel = default)
    {
        Remember();
        var master = MasterPid;
        ProcessTable.Signal(master, Quit);
        await UntilAsync(() => !ProcessTable.IsAlive(master), "nginx ended", cancel);
    }

    /// <summary>Master and workers end as by a power cut (SIGKILL); the pid file stays.</summary>
    public async Task KillAsync(CancellationToken cancel = default)
    {
        Remember();
        var master = MasterPid;
        // The master first, or it would start workers anew.
        ProcessTable.Signal(master, ProcessTable.Kill);
        await UntilAsync(() => !ProcessTable.IsAlive(master), "nginx ended", cancel);
        KillRemembered();
        await UntilAsync(() => !_seen.Any(ProcessTable.IsAlive), "its workers ended", cancel);
    }

    /// <summary>Only the master dies; its workers go on as orphans and keep the ports.</summary>
    public async Task KillMasterAsync(CancellationToken cancel = default)
    {
        Remember();
        var master = MasterPid;
        ProcessTable.Signal(master, ProcessTable.Kill);
        await UntilAsync(() => !ProcessTable.IsAlive(master), "the master ended", cancel);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        _http.Dispose();
        if (IsRunning)
        {
            ProcessTable.Signal(MasterPid, ProcessTable.Continue);
            await KillAsync();
        }

        KillRemembered();
        await _folder.RemoveAsync();
    }

    private void Remember()
    {
        if (IsRunning)
            _seen.UnionWith(Workers.Append(MasterPid).Select(ProcessTable.Identity));
    }

    private void KillRemembered()
    {
        // Masters first, or they start workers anew; an upgrade has two.
        var alive = _seen.Where(ProcessTable.IsAlive).Select(identity => int.Parse(identity.Split(' ')[0], CultureInfo.InvariantCulture));
        foreach (var pid in alive.OrderBy(pid => ProcessTable.Title(pid).Contains("master", StringComparison.Ordinal) ? 0 : 1).ToArray())
            ProcessTable.Signal(pid, ProcessTable.Kill);
    }

    private static async Task UntilAsync(Func<bool> condition, string what, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(Limit);
        try
        {
            while (!Holds(condition))
                await Task.Delay(5, limited.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"Within {Limit.TotalSeconds:0} s it did not come true that {what}.");
        }
    }

    /// <summary>A pid file may come and go while it is looked at.</summary>
    private static bool Holds(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (Exception moving) when (moving is IOException or FormatException)
        {
            return false;
        }
    }
}
