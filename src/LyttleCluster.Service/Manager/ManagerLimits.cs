using LyttleCluster.Service.Manager.Watching;

namespace LyttleCluster.Service.Manager;

/// <summary>How much may be asked of the manager. Not settings: tests narrow them.</summary>
internal sealed record ManagerLimits
{
    /// <summary>The largest request body, in bytes: a request that names some thousand containers one by one.</summary>
    public int BodyBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a caller may take to send the head of a request: one that drips it in holds a connection otherwise.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>How many connections may be open at once.</summary>
    public int Connections { get; init; } = 4096;

    /// <summary>How long a reader of an answer may take 60 kB no further before it is cut off.</summary>
    public TimeSpan ReaderSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many plans are kept to be agreed to; the oldest makes way.</summary>
    public int Plans { get; init; } = 512;

    /// <summary>How many planned changes these have together: a plan may be about each of 50,000 containers.</summary>
    public int PlannedChanges { get; init; } = 200_000;

    /// <summary>How long a plan is kept.</summary>
    public TimeSpan PlanLifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a stop lets those go on who only look.</summary>
    public TimeSpan LookGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stop lets changes run before it cancels them; steps of a change are finished or noted within the rest of <see cref="StopTimeout"/>.</summary>
    public TimeSpan ChangeGrace { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How long a stop may take in all.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How readers of the watch are treated.</summary>
    public WatchLimits Watch { get; init; } = new();
}
