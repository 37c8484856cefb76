namespace LyttleCluster.Core.NginxApi;

/// <summary>What an agent says of its releases at one moment, after the answer to ours was lost.</summary>
/// <param name="Node">What it says of itself and its last reload.</param>
/// <param name="Releases">The releases that it keeps.</param>
/// <param name="SetETag">The state of the draft's entries together.</param>
/// <param name="IsWanted">Whether the current release holds all that we asked for.</param>
/// <param name="IsSettled">
/// Whether the draft says what the current release says: the draft follows when nginx has taken a release, while the release is the current one from the
/// moment on in which nginx is about to be asked.
/// </param>
internal sealed record ReleaseLook(Testimony Node, NginxApiReleases Releases, string? SetETag, bool IsWanted, bool IsSettled);

/// <summary>Tells what became of a release whose answer was lost, from what the agent says before and after. Pure.</summary>
internal static class ReleaseWitness
{
    /// <summary>The agent was restarted in the middle and did not finish it.</summary>
    public const string RestartedCode = "AgentRestarted";

    /// <summary>The verdict; null while there is none.</summary>
    /// <param name="before">What it said before it was asked.</param>
    /// <param name="look">What it says now.</param>
    /// <param name="correlation">Under which we asked.</param>
    /// <param name="isActivation">Whether an old release was to be activated again, which leaves no release with our id.</param>
    public static NginxApiRelease? Judge(Testimony before, ReleaseLook look, string correlation, bool isActivation)
    {
        var (after, releases) = (look.Node, look.Releases);
        var at = releases.Releases.Index().Where(one => one.Item.CorrelationId == correlation).Select(one => (int?)one.Index).FirstOrDefault();
        var isOurReload = after.Correlation == correlation && after.Code != ReloadAnswer.UnknownCode;
        var isTaken = look.IsSettled && (at is null || after.Served == true || HasReloaded(before, after));
        if (look.IsWanted && (isTaken || (isOurReload && after.Last?.Succeeded == true)))
        {
            var ours = at is { } index ? releases.Releases[index] : null;
            return ours is not null || (isActivation && HasReloaded(before, after)) ? Activated(look, ours) : Done(NginxApiReleaseOutcome.Unchanged, look) with { PreviousRelease = releases.Current, IsPreviousKnown = true };
        }

        // The agent says whose a reload was only when it is done with it, with putting back, too.
        var isBack = at is null && look.IsSettled && after.Served == true;
        if (isOurReload && after.Last is { Succeeded: false } failure)
        {
            return Failed(OutcomeOf(after.Code), after, after.Code, failure.Error ?? "the node gives no reason") with { PutBack = isBack ? true : null };
        }

        // Newest first: one that is newer than ours is the current one.
        var current = releases.Releases.Index().Where(one => one.Item.Id == releases.Current).Select(one => (int?)one.Index).FirstOrDefault();
        if (look.IsSettled && at > current) return Failed(NginxApiReleaseOutcome.Moved, after, "EntryChanged", $"release {releases.Releases[at.Value].Id} was made, and {releases.Current} has replaced it since");

        // What it was doing ended with it. What it had written is gone and nginx serves what is current: so it has put it back.
        return ReloadWitness.IsRestarted(before, after) && isBack
            ? Failed(NginxApiReleaseOutcome.Failed, after, RestartedCode, "the agent was restarted in the middle, and what was live before is live") with { PutBack = true }
            : null;
    }

    private static bool HasReloaded(Testimony before, Testimony after) => after.Last is { Succeeded: true } last && last.At > before.Now;

    private static NginxApiReleaseOutcome OutcomeOf(string? code) => code switch
    {
        "ReloadNotTaken" => NginxApiReleaseOutcome.NotTaken,
        "ConfigurationInvalid" => NginxApiReleaseOutcome.Invalid,
        "NginxNotRunning" or "TooManyOldWorkers" => NginxApiReleaseOutcome.Refused,
        _ => NginxApiReleaseOutcome.Failed,
    };

    /// <summary>
    /// What was live before is what the agent noted when it made ours, never the next older one: one that was put back stays older than those that came
    /// after it. Of an old one that is live again nothing is noted.
    /// </summary>
    private static NginxApiRelease Activated(ReleaseLook look, NginxApiReleaseInfo? ours)
    {
        var isReplaced = ours is not null && ours.Id != look.Releases.Current;
        var done = Done(NginxApiReleaseOutcome.Activated, look) with { PreviousRelease = ours?.Previous, IsPreviousKnown = ours?.IsPreviousTold == true };
        return isReplaced ? done with { SetETag = null } : done;
    }

    private static NginxApiRelease Done(NginxApiReleaseOutcome outcome, ReleaseLook look) => new()
    {
        Outcome = outcome,
        Release = look.Releases.Current,
        ServedRelease = ServedOf(look.Node),
        // Else the draft was changed since.
        SetETag = look.IsSettled ? look.SetETag : null,
    };

    private static NginxApiRelease Failed(NginxApiReleaseOutcome outcome, Testimony after, string? code, string error) =>
        new() { Outcome = outcome, Code = code, Error = error, ServedRelease = ServedOf(after) };

    private static string? ServedOf(Testimony after) => after.Served == true ? after.Release : null;
}
