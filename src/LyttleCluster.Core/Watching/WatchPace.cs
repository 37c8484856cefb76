namespace LyttleCluster.Core.Watching;

/// <summary>How often a node is looked at. Not settings: tests narrow them.</summary>
internal sealed record WatchPace
{
    public static WatchPace Default { get; } = new();

    /// <summary>How often the whole list of containers is read, whatever events say.</summary>
    public TimeSpan List { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The least time between two lists that events ask for: four a second at most.</summary>
    public TimeSpan ListAfterEvents { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>After how much quiet a node is asked for a sign of life.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may be silent until it counts as unreachable.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(19);

    /// <summary>How often an engine is asked for its description, and an nginx_api for everything it tells: both cost their node the most.</summary>
    public TimeSpan Facts { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the certificates of an nginx are listed.</summary>
    public TimeSpan Certificates { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How soon one that failed is tried again, within the first minute.</summary>
    public TimeSpan Again { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same later, and where each try costs a process (ssh) or only a person can mend it.</summary>
    public TimeSpan AgainLater { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same where something answers that is not the service.</summary>
    public TimeSpan AgainWithoutService { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How old the last state may be in the history of a node that does not change.</summary>
    public TimeSpan Record { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many nodes are looked at at once when the watch begins.</summary>
    public int FirstLooks { get; init; } = 32;

    /// <summary>When to try again.</summary>
    /// <param name="connection">How the last try ended.</param>
    /// <param name="tries">How many have failed in a row, at least one.</param>
    /// <param name="away">Since when they fail.</param>
    /// <param name="isCostly">Whether a try costs more than a packet.</param>
    public TimeSpan AfterFailure(EndpointConnection connection, int tries, TimeSpan away, bool isCostly) => connection switch
    {
        // What broke in the middle of an answer is there again at once, or is something else.
        _ when tries == 1 => Again,
        EndpointConnection.NoApi => AgainWithoutService,
        EndpointConnection.AccessDenied => AgainLater,
        _ when isCostly || away >= TimeSpan.FromMinutes(1) => AgainLater,
        _ => Again,
    };
}
