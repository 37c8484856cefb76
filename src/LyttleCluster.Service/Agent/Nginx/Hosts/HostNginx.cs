using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Service.Agent.Nginx.Processes;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>An nginx that runs on this host. Without root's rights, what needs them goes through sudo (<see cref="SudoRule"/>).</summary>
internal sealed class HostNginx : INginxHost
{
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(10);
    private readonly string _program;
    private readonly TimeProvider _time;
    private readonly bool _sudo;
    private ProcessIdentity? _known;

    private HostNginx(string program, NginxBuild build, string configurationFile, TimeProvider time) =>
        (_program, Build, ConfigurationFile, _time, _sudo) = (program, build, configurationFile, time, !Environment.IsPrivilegedProcess && !OwnsConfiguration(configurationFile));

    public NginxBuild Build { get; }

    public string ConfigurationFile { get; }

    /// <summary>Asks the program what it is.</summary>
    public static async Task<HostNginx> OpenAsync(string program, string? configurationFile, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!File.Exists(program)) throw NginxErrors.ProgramNotFound(program);
        var run = await ProgramRunner.RunAsync(program, ["-V"], default, ShortLimit, time, cancellationToken);
        if (run.TimedOut) throw NginxErrors.TestTimedOut(program + " -V", ShortLimit);
        var build = NginxBuild.Parse(run.ErrorOutput);
        if (build.Version is null) throw NginxErrors.NotNginx(program, run.ErrorOutput + run.Output);
        return new HostNginx(program, build, configurationFile ?? build.ConfigurationFile, time);
    }

    /// <summary>The program of that name on the PATH and in the folders of administrators' programs.</summary>
    public static string? FindOnPath(string name) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin"
        .Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    public bool HasIPv6 => NetworkNamespace.HasIPv6("self");

    public Task<ProgramRun> DumpAsync(TimeSpan limit, string? configurationFile, CancellationToken cancellationToken) =>
        RunAsync(SudoRule.Test(_program, configurationFile ?? ConfigurationFile), default, limit, cancellationToken);

    public Task<ProcessEntry?> FindMasterAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        var master = FromPidFile(layout.PidFile) ?? Known() ?? Search();
        _known = master?.Identity;
        return Task.FromResult(master);
    }

    public async Task HangUpAsync(ProcessEntry master, CancellationToken cancellationToken)
    {
        if (_sudo)
        {
            var run = await RunAsync(SudoRule.Reload(_program, ConfigurationFile), default, Timeout.InfiniteTimeSpan, cancellationToken);
            if (run.ExitCode != 0) throw NginxErrors.SignalRefused(master.Pid, run.ErrorOutput);
            return;
        }

        // Not `nginx -s reload`: that reads the whole configuration once more, only to find this number.
        if (Signals.Send(master.Pid, Signals.HangUp) is { } why) throw NginxErrors.SignalRefused(master.Pid, why);
    }

    public string? Here(string path) => path;

    public bool CanWrite(string path) => Directory.Exists(Path.GetDirectoryName(path));

    /// <summary>Not through sudo: who may have root test any main file may have it load any module.</summary>
    public string? CanWriteHere(string path) => !_sudo && CanWrite(path) ? path : null;

    public Task<string?> ReadTextAsync(string path, CancellationToken cancellationToken) => Task.FromResult(HostFiles.ReadOrNull(path));

    public async Task WriteTextAsync(string path, string? text, CancellationToken cancellationToken)
    {
        if (!_sudo)
        {
            HostFiles.Replace(path, text);
            return;
        }

        // There is no rule for removing it: an empty file says as little. tee alone would show nginx half a file.
        foreach (var (rule, input) in new[] { (SudoRule.WriteSnippet(path), Encoding.UTF8.GetBytes(text ?? "")), (SudoRule.SwitchSnippet(path), []) })
        {
            var run = await RunAsync(rule, input, ShortLimit, cancellationToken);
            if (run.ExitCode != 0) throw NginxErrors.SnippetNotWritable(path, run.ErrorOutput);
        }
    }

    public async Task<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public bool IsPortFree(int port) => !ListeningPorts.Read("self").Contains(port);

    public Task<ILogSource?> OpenLogAsync(LogTarget target, ProcessEntry? master, CancellationToken cancellationToken)
    {
        var path = target switch
        {
            { Kind: LogTargetKind.StandardError } or { Path: "/dev/stderr" } => $"/proc/{master?.Pid}/fd/2",
            { Path: "/dev/stdout" } => $"/proc/{master?.Pid}/fd/1",
            _ => target.Path,
        };
        // Standard error can be read where it was sent to a file; a journal cannot.
        if (path is null || (path.StartsWith("/proc/", StringComparison.Ordinal) && FileStatus.Of(path) is not { IsRegular: true })) return Task.FromResult<ILogSource?>(null);
        ILogFileOpener opener = _sudo ? new SudoLogFiles((rule, cancel) => RunAsync(rule, default, ShortLimit, cancel)) : new DirectLogFiles();
        return Task.FromResult<ILogSource?>(new FileLogSource(target.Stream, target.Path ?? "stderr", path, TimeZoneInfo.Local, opener));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>An nginx that belongs to the agent's own user needs no sudo.</summary>
    private static bool OwnsConfiguration(string configurationFile)
    {
        try
        {
            using (File.Open(configurationFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ProcessEntry? FromPidFile(string pidFile) =>
        int.TryParse(HostFiles.ReadOrNull(pidFile)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? AsMaster(ProcessTable.Find(pid)) : null;

    /// <summary>The one from before, when the configuration now names another pid file than it was started with.</summary>
    private ProcessEntry? Known() => _known is { } known && AsMaster(ProcessTable.Find(known.Pid)) is { } master && master.Identity == known ? master : null;

    /// <summary>A master that was started with this configuration: its title shows its command line.</summary>
    private ProcessEntry? Search()
    {
        var all = ProcessTable.ReadAll();
        var masters = all.Where(entry => entry is { IsAlive: true, Role: NginxRole.Master }).ToArray();
        return masters.FirstOrDefault(master => !masters.Any(other => other.Pid == master.ParentPid) && IsOurs(master.Title) && ProcessTable.IsOfThisHost(master.Pid));
    }

    private bool IsOurs(string title)
    {
        var words = title.Split(' ');
        var option = Array.IndexOf(words, "-c");
        return option >= 0 && option + 1 < words.Length ? words[option + 1] == ConfigurationFile : ConfigurationFile == Build.ConfigurationFile;
    }

    private static ProcessEntry? AsMaster(ProcessEntry? entry) => entry is { IsAlive: true, Role: NginxRole.Master } ? entry : null;

    private Task<ProgramRun> RunAsync(SudoRule rule, ReadOnlyMemory<byte> input, TimeSpan limit, CancellationToken cancellationToken) => _sudo
        ? ProgramRunner.RunAsync("sudo", ["-n", "--", .. rule.Command], input, limit, _time, cancellationToken)
        : ProgramRunner.RunAsync(rule.Command[0], rule.Command.Skip(1), input, limit, _time, cancellationToken);
}
