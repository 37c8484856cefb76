using System.Runtime.InteropServices;
using LyttleCluster.Core.Services;

namespace LyttleCluster.Service.Hosting;

/// <summary>SIGTERM and SIGINT: the first asks for an orderly stop, the second for one at once. On Windows, which has no SIGTERM, a named event does what it does.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopAtOnce = new();
    private readonly IDisposable[] _registrations;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Receive(context, "SIGTERM")),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Receive(context, "SIGINT")),
        .. OperatingSystem.IsWindows() ? (IEnumerable<IDisposable>)[new StopEvent(() => Receive("stop event"))] : [],
    ];

    /// <summary>Fires with the first.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Fires with the second.</summary>
    public CancellationToken StopAtOnce => _stopAtOnce.Token;

    /// <summary>Waits for the first, and names it.</summary>
    public Task<string> WaitAsync() => _first.Task;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
        _stopAtOnce.Dispose();
    }

    private void Receive(PosixSignalContext context, string name)
    {
        context.Cancel = true;
        Receive(name);
    }

    private void Receive(string name)
    {
        if (_first.TrySetResult(name)) _stop.Cancel();
        else _stopAtOnce.Cancel();
    }

    /// <summary>The event that Stop-ClusterManager sets.</summary>
    private sealed class StopEvent : IDisposable
    {
        private readonly EventWaitHandle _handle = new(false, EventResetMode.AutoReset, ManagerProcess.StopEvent(Environment.ProcessId));
        private readonly RegisteredWaitHandle _wait;

        public StopEvent(Action receive) => _wait = ThreadPool.RegisterWaitForSingleObject(_handle, (_, _) => receive(), null, Timeout.Infinite, executeOnlyOnce: false);

        public void Dispose()
        {
            _wait.Unregister(null);
            _handle.Dispose();
        }
    }
}
