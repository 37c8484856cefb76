using System.Runtime.InteropServices;

namespace LyttleCluster.Service.Hosting;

/// <summary>SIGTERM and SIGINT: the first asks for an orderly stop, the second for one at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _stopAtOnce = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Receive(context, "SIGTERM")),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Receive(context, "SIGINT")),
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
        if (_first.TrySetResult(name)) _stop.Cancel();
        else _stopAtOnce.Cancel();
    }
}
