using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core.Docker;
using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Service.Agent.Nginx.Processes;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>An nginx in a container of this host. The engine runs its tests and sends its signals; its processes and files are looked at from outside.</summary>
internal sealed class ContainerNginx : INginxHost
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private readonly DockerClient _docker;
    private readonly string _name;
    private readonly TimeProvider _time;
    private DockerContainerDetail _detail;
    private ProcessIdentity? _first;

    private ContainerNginx(DockerClient docker, string name, DockerContainerDetail detail, NginxBuild build, string configurationFile, TimeProvider time) =>
        (_docker, _name, _detail, Build, ConfigurationFile, _time) = (docker, name, detail, build, configurationFile, time);

    public NginxBuild Build { get; }

    public string ConfigurationFile { get; }

    /// <summary>Looks at the container, which has to run: what nginx it has can be asked only from inside.</summary>
    public static async Task<ContainerNginx> OpenAsync(string name, string? configurationFile, Uri? engine, TimeProvider time, CancellationToken cancellationToken)
    {
        var docker = new DockerClient(new DockerEndpoint { Node = Environment.MachineName, Uri = engine ?? DefaultEngine() }, time);
        try
        {
            var detail = await docker.InspectAsync(name, Silence, cancellationToken);
            if (detail.State is not { Running: true }) throw NginxErrors.ContainerNotRunning(name);
            var said = await docker.ExecAsync(name, ["nginx", "-V"], Silence, cancellationToken);
            var build = NginxBuild.Parse(said.ErrorOutput);
            if (build.Version is null) throw NginxErrors.NotNginx($"nginx in the container {name}", said.ErrorOutput + said.Output);
            if (ProcessTable.Find(detail.State.Pid) is null) throw NginxErrors.ElsewhereContainer(name);
            return new ContainerNginx(docker, name, detail, build, configurationFile ?? build.ConfigurationFile, time);
        }
        catch
        {
            docker.Dispose();
            throw;
        }
    }

    public bool HasIPv6 => NetworkNamespace.HasIPv6($"{_detail.State?.Pid}");

    public async Task<ProgramRun> DumpAsync(TimeSpan limit, string? configurationFile, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        string[] command = ["nginx", "-T", "-c", configurationFile ?? ConfigurationFile];
        using var limited = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        try
        {
            var run = await _docker.ExecAsync(_name, command, Silence, either.Token);
            return new ProgramRun(run.ExitCode, System.Text.Encoding.UTF8.GetBytes(run.Output), run.ErrorOutput, _time.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            KillExec(string.Join(' ', command));
            cancellationToken.ThrowIfCancellationRequested();
            return new ProgramRun(-1, [], "", _time.GetElapsedTime(started)) { TimedOut = true };
        }
    }

    public async Task<ProcessEntry?> FindMasterAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        if (await FirstProcessAsync(cancellationToken) is not { } first) return null;
        if (first.Role == NginxRole.Master) return first;
        // Started by a script or an init: the topmost master below it.
        var all = ProcessTable.ReadAll();
        var below = new List<ProcessEntry> { first };
        for (var next = 0; next < below.Count; next++)
        {
            if (below[next] is { IsAlive: true, Role: NginxRole.Master } master) return master;
            below.AddRange(all.Where(entry => entry.ParentPid == below[next].Pid));
        }

        return null;
    }

    public async Task HangUpAsync(ProcessEntry master, CancellationToken cancellationToken)
    {
        if (master.Pid == _detail.State?.Pid) await _docker.KillAsync(_name, "HUP", Silence, cancellationToken);
        else if (Signals.Send(master.Pid, Signals.HangUp) is { } why) throw NginxErrors.SignalRefused(master.Pid, why);
    }

    public string? Here(string path) => ContainerPaths.Mounted(Mounts, path) ?? $"/proc/{_detail.State?.Pid}/root{path}";

    /// <summary>Only what is mounted outlives the container.</summary>
    public bool CanWrite(string path) => Directory.Exists(Path.GetDirectoryName(ContainerPaths.Mounted(Mounts, path)));

    public string? CanWriteHere(string path) => CanWrite(path) ? ContainerPaths.Mounted(Mounts, path) : null;

    public Task<string?> ReadTextAsync(string path, CancellationToken cancellationToken) => Task.FromResult(HostFiles.ReadOrNull(Here(path)));

    public Task WriteTextAsync(string path, string? text, CancellationToken cancellationToken)
    {
        HostFiles.Replace(ContainerPaths.Mounted(Mounts, path) ?? throw NginxErrors.SnippetNotWritable(path, "it is not in a folder of the host"), text);
        return Task.CompletedTask;
    }

    public async Task<Stream> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        var pid = _detail.State?.Pid ?? 0;
        var socket = NetworkNamespace.IsOurs(pid) ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) : await NetworkNamespace.OpenSocketAsync(pid);
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

    public bool IsPortFree(int port) => !ListeningPorts.Read($"{_detail.State?.Pid}").Contains(port);

    public async Task<ILogSource?> OpenLogAsync(LogTarget target, ProcessEntry? master, CancellationToken cancellationToken)
    {
        await FirstProcessAsync(cancellationToken);
        if (target.Kind == LogTargetKind.Syslog) return null;
        var pid = _detail.State?.Pid ?? 0;
        if (target.Path is not { } path || GoesToEngine(path) || (ContainerPaths.Link(pid, path) is { } link && GoesToEngine(link)))
            return new EngineLogSource(_docker, _name, target.Stream, _detail.Config?.Tty == true, Zone());
        return new FileLogSource(target.Stream, path, Here(path)!, Zone(), new DirectLogFiles());
    }

    public ValueTask DisposeAsync()
    {
        _docker.Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<DockerMount> Mounts => _detail.Mounts ?? [];

    private static bool GoesToEngine(string path) => path is "/dev/stdout" or "/dev/stderr" or "/proc/self/fd/1" or "/proc/self/fd/2";

    /// <summary>As the docker command finds it.</summary>
    private static Uri DefaultEngine() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable("DOCKER_HOST"), UriKind.Absolute, out var named) && named.Scheme is ("unix" or "tcp") ? named : new Uri("unix:///var/run/docker.sock");

    /// <summary>Containers live by UTC unless told otherwise.</summary>
    private TimeZoneInfo Zone()
    {
        const string variable = "TZ=";
        if (Mounts.Any(mount => mount.Destination == "/etc/localtime")) return TimeZoneInfo.Local;
        var name = _detail.Config?.Env?.LastOrDefault(one => one.StartsWith(variable, StringComparison.Ordinal))?[variable.Length..];
        return name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    /// <summary>The container's first process; asks the engine again only when the one it named is gone.</summary>
    private async Task<ProcessEntry?> FirstProcessAsync(CancellationToken cancellationToken)
    {
        if (_first is { } known && ProcessTable.Find(known.Pid) is { IsAlive: true } same && same.Identity == known) return same;
        _detail = await _docker.InspectAsync(_name, Silence, cancellationToken);
        var first = _detail.State is { Running: true, Pid: > 0 and var pid } ? ProcessTable.Find(pid) : null;
        _first = first?.Identity;
        return first;
    }

    /// <summary>An exec cannot be ended through the engine: its process is a sibling of the container's first one, on this host.</summary>
    private void KillExec(string command)
    {
        if (ProcessTable.Find(_detail.State?.Pid ?? 0) is not { } container) return;
        foreach (var hanging in ProcessTable.ReadAll().Where(entry => entry.ParentPid == container.ParentPid && entry.Title == command)) Signals.Send(hanging.Pid, Signals.Kill);
    }
}
