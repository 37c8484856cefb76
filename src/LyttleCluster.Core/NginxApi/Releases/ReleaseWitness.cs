namespace LyttleCluster.Core.NginxApi;

/// <summary>Tells what became of a release whose answer was lost, from what the agent says before and after. Pure.</summary>
internal static class ReleaseWitness
{
    /// <summary>The agent was restarted in the middle and did not finish it.</summary>
    public const string RestartedCode = "AgentRestarted";

    /// <summary>The verdict; null while there is none.</summary>
    /// <param name="before">What it said before it was asked.</param>
    /// <param name="after">What it says now.</param>
    /// <param name="releases">The releases that it keeps now.</param>
    /// <param name="correlation">Under which we asked.</param>
    /// <param name="isLive">Whether the current release holds all that we asked for.</param>
    public static NginxApiRelease? Judge(Testimony before, Testimony after, NginxApiReleases releases, string correlation, bool isLive)
    {
        var ours = releases.Releases.FirstOrDefault(release => release.CorrelationId == correlation);
        var isRestarted = ReloadWitness.IsRestarted(before, after);
        var hasReloaded = after.Last is { Succeeded: true } last && last.At > before.Now;
        if (ours is not null && ours.Id == releases.Current)
        {
            // It may be the current one while nginx is still being asked to take it: the reload's own end, or nginx itself, tells.
            return hasReloaded || (isRestarted && after.Served == true) ? Done(NginxApiReleaseOutcome.Activated, releases, after) : null;
        }

        if (isLive) return Done(ours is null ? NginxApiReleaseOutcome.Unchanged : NginxApiReleaseOutcome.Activated, releases, after);
        if (ours is not null) return Failed(NginxApiReleaseOutcome.Moved, after, "EntryChanged", $"release {ours.Id} was made, and {releases.Current ?? "the empty configuration"} has replaced it since");
        // As long as nginx may still take it, nothing is said.
        if (after.Correlation == correlation && after.Code != "ReloadUnknown" && after.Last is { Succeeded: false } failure)
        {
            return Failed(OutcomeOf(after.Code), after, after.Code, failure.Error ?? "the node gives no reason");
        }

        // What it was doing ended with it; it puts back what was half done before it answers again.
        return isRestarted
            ? Failed(NginxApiReleaseOutcome.Failed, after, RestartedCode, "the agent was restarted in the middle, and what was live before is live") with { PutBack = after.Served }
            : null;
    }

    private static NginxApiReleaseOutcome OutcomeOf(string? code) => code switch
    {
        "ReloadNotTaken" => NginxApiReleaseOutcome.NotTaken,
        "ConfigurationInvalid" => NginxApiReleaseOutcome.Invalid,
        "NginxNotRunning" or "TooManyOldWorkers" or "NoIncludedFolder" => NginxApiReleaseOutcome.Refused,
        _ => NginxApiReleaseOutcome.Failed,
    };

    private static NginxApiRelease Done(NginxApiReleaseOutcome outcome, NginxApiReleases releases, Testimony after) => new()
    {
        Outcome = outcome,
        Release = releases.Current,
        PreviousRelease = outcome == NginxApiReleaseOutcome.Activated ? Before(releases) : null,
        ServedRelease = ServedOf(after),
    };

    private static NginxApiRelease Failed(NginxApiReleaseOutcome outcome, Testimony after, string? code, string error) =>
        new() { Outcome = outcome, Code = code, Error = error, ServedRelease = ServedOf(after) };

    /// <summary>Releases are told newest first.</summary>
    private static string? Before(NginxApiReleases releases) =>
        releases.Releases.SkipWhile(release => release.Id != releases.Current).Skip(1).FirstOrDefault()?.Id;

    private static string? ServedOf(Testimony after) => after.Served == true ? after.Release : null;
}
