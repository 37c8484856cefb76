namespace LyttleCluster.Core.NginxApi;

/// <summary>What an nginx_api says of itself and of its nginx, as far as its generation tells. What it does not tell is null.</summary>
internal sealed record NginxApiProbe
{
    public required NginxApiDialect Dialect { get; init; }

    /// <summary>
    /// Healthy: alive, and ready where it tells; Warning: a check fails but nginx serves (the last reload failed, a v1 that says degraded, too many
    /// old workers); Unhealthy: it says that it is not alive, or that nginx does not run.
    /// </summary>
    public EndpointHealth Health { get; init; }

    /// <summary>Why it is not healthy, in its own words; null when all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it calls itself ready; null when it has no readiness, or did not tell this time.</summary>
    public bool? IsReady { get; init; }

    /// <summary>What it checked to say so, as it names them: <c>database</c>, <c>nginx_master</c>, <c>config_apply</c>, ….</summary>
    public IReadOnlyList<NginxApiCheck> Checks { get; init; } = [];

    /// <summary>The version of nginx, e.g. <c>1.22.1</c>; only the agent tells.</summary>
    public string? NginxVersion { get; init; }

    /// <summary>Whether nginx runs; null where it is not told.</summary>
    public bool? NginxRunning { get; init; }

    /// <summary>The release of the configuration that nginx was last given.</summary>
    public string? Release { get; init; }

    /// <summary>Whether nginx itself answers with that release; only the agent tells.</summary>
    public bool? ReleaseServed { get; init; }

    /// <summary>The last reload it knows of.</summary>
    public NginxApiLastReload? LastReload { get; init; }

    /// <summary>Whether nginx may still be at work on that reload, so that its end is not known; only the agent tells.</summary>
    public bool IsReloadUnsettled { get; init; }

    /// <summary>How many workers of which age there are; only the agent tells.</summary>
    public NginxApiWorkers? Workers { get; init; }

    /// <summary>How long the answer to the first call took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>When the process that answers was started, by its clock.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The node's clock when it answered; with <see cref="ClockSkew"/> for whoever compares clocks.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>How far its clock is ahead of ours, to within <see cref="Latency"/>.</summary>
    public TimeSpan? ClockSkew { get; init; }

    /// <summary>Why it does not let us in although it answers (no key, wrong key, missing role); null when it does, or needs no key.</summary>
    public ClusterException? Denied { get; init; }

    /// <summary>Until when it answers nothing more because it was asked too often; null when it answered everything.</summary>
    public DateTimeOffset? LimitedUntil { get; init; }
}

/// <summary>One check behind an nginx_api's readiness.</summary>
/// <param name="Name">As it names it.</param>
/// <param name="Passed">Whether it is in order.</param>
/// <param name="Detail">Its words; one line, cut.</param>
internal sealed record NginxApiCheck(string Name, bool Passed, string? Detail);

/// <summary>The last reload that an nginx_api knows of, by whomever it was asked for.</summary>
/// <param name="At">When it ended, by the node's clock.</param>
/// <param name="Succeeded">Whether the configuration was applied.</param>
/// <param name="Error">nginx's words when it was not.</param>
/// <param name="Duration">How long it took; null where it is not told.</param>
internal sealed record NginxApiLastReload(DateTimeOffset At, bool Succeeded, string? Error, TimeSpan? Duration);

/// <summary>The worker processes of nginx.</summary>
/// <param name="Current">Those of the present configuration.</param>
/// <param name="Old">Those that still finish requests under an older one.</param>
/// <param name="OldGenerations">From how many older configurations these are.</param>
/// <param name="MaxOldGenerations">Above how many the agent refuses to reload.</param>
internal sealed record NginxApiWorkers(int Current, int Old, int OldGenerations, int MaxOldGenerations);
