namespace LyttleCluster.ManagerTests.Joining;

/// <summary>The machine's clock, set forward or back by a test. Timers run as usual.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public TimeSpan Shift
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
        set => Interlocked.Exchange(ref _ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}
