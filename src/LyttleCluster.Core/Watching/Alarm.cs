using System.Threading.Channels;

namespace LyttleCluster.Core.Watching;

/// <summary>Wakes one waiter, at a time or when it is rung; what rang before he waits is not lost. One timer for all of its life.</summary>
internal sealed class Alarm : IDisposable
{
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;

    public Alarm(TimeProvider time) => _timer = time.CreateTimer(static alarm => ((Alarm)alarm!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Completes after this time, or when it is rung.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (atMost <= TimeSpan.Zero) return;
        _timer.Change(atMost, Timeout.InfiniteTimeSpan);
        await _bell.Reader.ReadAsync(cancellationToken);
    }

    public void Dispose() => _timer.Dispose();
}
