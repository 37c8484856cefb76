namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>How the last reload through this agent ended.</summary>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">From its turn to its end.</param>
/// <param name="Error">nginx's own words, or ours where it said nothing; null after <see cref="ReloadOutcome.Reloaded"/>.</param>
internal sealed record LastReload(DateTimeOffset At, ReloadOutcome Outcome, TimeSpan Duration, string? Error)
{
    /// <summary>The caller's, when it was for a configuration release: one whose answer was lost knows its own by it.</summary>
    public string? CorrelationId { get; init; }
}
