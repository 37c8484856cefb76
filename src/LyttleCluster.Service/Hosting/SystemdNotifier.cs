using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Hosting;

/// <summary>
/// Tells systemd how the service is (sd_notify(3)): that it is ready, that it stops, and, as often as the unit wants it, that it still lives.
/// Where nobody listens it does nothing.
/// </summary>
internal sealed class SystemdNotifier : IAsyncDisposable
{
    private readonly string? _socket;
    private readonly TimeSpan? _watchdog;
    private readonly ServiceLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private Task _alive = Task.CompletedTask;

    /// <param name="environment">The variables that systemd sets: <c>NOTIFY_SOCKET</c>, <c>WATCHDOG_USEC</c>, <c>WATCHDOG_PID</c>.</param>
    /// <param name="processId">This process: the watchdog may be another's.</param>
    /// <param name="log">Where it is said that nobody can be told.</param>
    /// <param name="time">The clock.</param>
    public SystemdNotifier(IReadOnlyDictionary<string, string> environment, int processId, ServiceLog log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        _socket = environment.GetValueOrDefault("NOTIFY_SOCKET") is { Length: > 1 } path && path[0] is '/' or '@' ? path : null;
        _watchdog = WatchdogOf(environment, processId);
    }

    /// <summary>How often it says that it lives: half of what the unit allows; null: never.</summary>
    public TimeSpan? AliveEvery => _socket is null ? null : _watchdog / 2;

    /// <summary>It is ready; from now on it says that it lives.</summary>
    public void Ready(string status)
    {
        Send($"READY=1\nSTATUS={OneLine(status)}\nMAINPID={Environment.ProcessId}");
        if (AliveEvery is { } pause) _alive = Task.Run(() => SayAliveAsync(pause));
    }

    /// <summary>It was asked to stop, and does.</summary>
    public void Stopping(string status) => Send($"STOPPING=1\nSTATUS={OneLine(status)}");

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _alive;
        _over.Dispose();
    }

    // On the thread pool on purpose: when that comes to nothing any more, the service does not live, whatever its process does.
    private async Task SayAliveAsync(TimeSpan pause)
    {
        using var ticks = new PeriodicTimer(pause, _time);
        try
        {
            do Send("WATCHDOG=1");
            while (await ticks.WaitForNextTickAsync(_over.Token));
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }

    private void Send(string message)
    {
        if (_socket is null) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An @ is how a name of the abstract namespace is written.
            socket.SendTo(Encoding.UTF8.GetBytes(message), new UnixDomainSocketEndPoint(_socket[0] == '@' ? "\0" + _socket[1..] : _socket));
        }
        catch (SocketException failure)
        {
            _log.Warn("systemd could not be told how the service is.", ("message", OneLine(message)), ("why", failure.Message));
        }
    }

    private static TimeSpan? WatchdogOf(IReadOnlyDictionary<string, string> environment, int processId)
    {
        if (environment.GetValueOrDefault("WATCHDOG_PID") is { Length: > 0 } pid && pid != processId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(environment.GetValueOrDefault("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
