using System.Threading.Channels;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>
/// A clock that stands still while code runs and moves only while it waits (<c>Task.Delay</c>): each wait ends at once and moves the clock by its
/// length, or, with <see cref="Hold"/>, when the test says so. Time limits of the network (armed after their making) never fire.
/// </summary>
public sealed class WaitClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly Channel<Wait> _held = Channel.CreateUnbounded<Wait>();
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 11, 21, 4, 42, 33, TimeSpan.Zero);

    /// <summary>Waits end only when <see cref="Wait.End"/> is called.</summary>
    public bool Hold { get; init; }

    /// <summary>How long was waited so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_gate) return [.. _waits];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>The next wait of the code under test.</summary>
    public ValueTask<Wait> NextWaitAsync() => _held.Reader.ReadAsync();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan) return new Idle();
        var wait = new Wait(this, dueTime, () => ThreadPool.QueueUserWorkItem(_ => callback(state)));
        lock (_gate) _waits.Add(dueTime);
        if (Hold) _held.Writer.TryWrite(wait);
        else wait.End();
        return new Idle();
    }

    private void Move(TimeSpan by)
    {
        lock (_gate) _now += by;
    }

    /// <summary>A wait that goes on.</summary>
    public sealed class Wait(WaitClock clock, TimeSpan length, Action fire)
    {
        public TimeSpan Length => length;

        /// <summary>Moves the clock to the end of the wait and lets the code go on.</summary>
        public void End()
        {
            clock.Move(length);
            fire();
        }
    }

    private sealed class Idle : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
