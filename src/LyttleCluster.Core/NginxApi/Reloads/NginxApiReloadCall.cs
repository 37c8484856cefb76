namespace LyttleCluster.Core.NginxApi;

/// <summary>How to ask for a reload.</summary>
internal sealed record NginxApiReloadCall
{
    /// <summary>How long all of it may take: waiting for a limit, the reload itself (minutes where ACME is in it), retries, looking up a lost answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How often it is tried again after what passes by itself: a collision of two reloads inside LyttleNGINX (<c>EEXIST</c>, <c>ENOENT</c>,
    /// <c>ENOTEMPTY</c>), an agent that was restarted in the middle. A configuration that nginx refuses is never tried again.
    /// </summary>
    public int RetryCount { get; init; } = 2;

    /// <summary>Skips the agent's own test of the configuration (<c>nginx -t</c>) before the reload.</summary>
    public bool Force { get; init; }

    /// <summary>Asks for an operation and looks it up until it ends, where the generation has that; else waits in one call.</summary>
    public bool AsOperation { get; init; }

    /// <summary>Sent along so that the node's own records can be found again; one is made unless set.</summary>
    public string? CorrelationId { get; init; }
}
