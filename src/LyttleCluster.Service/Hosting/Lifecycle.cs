namespace LyttleCluster.Service.Hosting;

/// <summary>Where a role is in its life, for its health.</summary>
internal sealed class Lifecycle(TimeProvider time)
{
    public const string Starting = "starting";
    public const string Running = "running";
    public const string Stopping = "stopping";

    private volatile Moment _now = new(Starting, time.GetUtcNow(), null);

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public Moment Now => _now;

    public double UptimeSeconds => Math.Round((time.GetUtcNow() - StartedAt).TotalSeconds, 3);

    public void Run() => _now = new Moment(Running, time.GetUtcNow(), null);

    /// <param name="signal">The signal that asked for it; null when something else did.</param>
    public void Stop(string? signal) => _now = new Moment(Stopping, time.GetUtcNow(), signal);

    /// <param name="State">The word of it.</param>
    /// <param name="ChangedAt">Since when.</param>
    /// <param name="Signal">Which signal asks for the stop.</param>
    public sealed record Moment(string State, DateTimeOffset ChangedAt, string? Signal)
    {
        public bool IsRunning => State == Running;
    }
}
