namespace LyttleCluster.Core.NginxApi;

/// <summary>How a reload went.</summary>
internal sealed record NginxApiReload
{
    public required NginxApiReloadOutcome Outcome { get; init; }

    /// <summary>
    /// Whether it was proved that nginx took the configuration (the agent proves it). Without that, "Reloaded" is the node's word only: nginx may
    /// have kept the old one, for instance because a listen port is taken.
    /// </summary>
    public bool IsProven { get; init; }

    /// <summary>The release that is active now; null where it is not told.</summary>
    public string? Release { get; init; }

    /// <summary>Why it did not succeed, in nginx's own words (lines kept, never a stack trace); null after a success.</summary>
    public string? Error { get; init; }

    /// <summary>The agent's name for the failure, e.g. <c>ConfigurationInvalid</c>, <c>NginxNotRunning</c>, <c>TooManyOldWorkers</c>; else null.</summary>
    public string? Code { get; init; }

    /// <summary>New lines of nginx's error log that go with it, oldest first.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>How often it was asked for, 1 without retries.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>From the first request to the verdict.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The id under which the node's records of it are found; null for generations that keep none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The operation it was, if it was one.</summary>
    public string? OperationId { get; init; }

    /// <summary>What was done to learn the outcome when the answer was lost; null when it was not.</summary>
    public string? LookedUp { get; init; }
}
