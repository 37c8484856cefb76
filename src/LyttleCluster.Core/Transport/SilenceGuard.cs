namespace LyttleCluster.Core.Transport;

/// <summary>
/// Limits how long the network may be silent. It runs only between <see cref="Arm"/> and <see cref="Disarm"/>, so the
/// time a consumer takes between two reads never counts.
/// </summary>
internal sealed class SilenceGuard : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _caller;
    private readonly ITimer _timer;
    private volatile bool _armed;

    public SilenceGuard(TimeSpan silence, TimeProvider time, CancellationToken caller)
    {
        Silence = silence;
        _caller = caller;
        _source = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _timer = time.CreateTimer(static state => ((SilenceGuard)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long it may last; infinite for a stream that may rightly be quiet.</summary>
    public TimeSpan Silence { get; set; }

    /// <summary>Cancelled by the caller, or when the silence lasted too long.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether silence, not the caller, ended it.</summary>
    public bool Fired { get; private set; }

    /// <summary>Tells whether a connection is still being made; asked when silence ends it, as later nothing is any more.</summary>
    public Func<bool>? IsConnecting { get; init; }

    /// <summary>Whether a connection was still being made when silence ended it.</summary>
    public bool FiredConnecting { get; private set; }

    public void Arm()
    {
        if (Silence == Timeout.InfiniteTimeSpan) return;
        _armed = true;
        _timer.Change(Silence, Timeout.InfiniteTimeSpan);
    }

    public void Disarm()
    {
        if (!_armed) return;
        _armed = false;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void Fire()
    {
        // A timer that was on its way while the answer came has nothing to say any more.
        if (!_armed || _caller.IsCancellationRequested) return;
        FiredConnecting = IsConnecting?.Invoke() == true;
        Fired = true;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended in this moment.
        }
    }
}
