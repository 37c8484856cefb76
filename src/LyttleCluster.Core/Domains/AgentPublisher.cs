using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;
using NginxWords = LyttleCluster.Core.Nginx.NginxWords;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Publishes to one agent: all changes as one release, which the agent stages, tests, activates, and takes back itself when nginx does not take it. What
/// it cannot see (that nginx is well with it, that visitors get the new answer) is seen from here; if not, the release before is activated again.
/// </summary>
internal sealed class AgentPublisher(NodeConnections connections) : IPlacePublisher
{
    /// <summary>The agent's name for having no release at all.</summary>
    private const string NoRelease = "none";

    public async Task<PlaceOutcome> ApplyAsync(PlaceOrder order, CancellationToken cancellationToken)
    {
        var node = order.Place.Nodes[0];
        var nginx = connections.NginxApiOf(node);
        var (call, sets) = CallFor(order);
        var release = await nginx.PublishAsync(call, cancellationToken);
        if (Refusal(node.Name, release, sets) is { } refusal) return refusal;
        if (release.Outcome == NginxApiReleaseOutcome.Unknown)
            return new PlaceOutcome { Outcome = DomainOutcome.TimedOut, Failure = DomainErrors.PublishUnknown(node.Name, release.Error ?? "the answer was lost") };

        var done = new PlaceOutcome
        {
            Outcome = release.Outcome == NginxApiReleaseOutcome.Unchanged ? DomainOutcome.Unchanged : DomainOutcome.Applied,
            Release = release.Release,
            Note = release.LookedUp,
            Ids = IdsOf(release, sets),
        };
        var (fault, unseen) = await LookAsync(node, nginx, order, cancellationToken);
        if (fault is not var (why, domain)) return done with { Note = unseen ?? done.Note };
        // What changed nothing has nothing to take back.
        return release.Outcome == NginxApiReleaseOutcome.Unchanged
            ? new PlaceOutcome { Outcome = DomainOutcome.Failed, Failure = DomainErrors.ProbeFailed(node.Name, domain ?? "its domains", why), FailedDomain = domain }
            : await PutBackAsync(node.Name, nginx, release, why, domain, order.Deadline);
    }

    private static (NginxApiReleaseCall Call, IReadOnlyList<EntryChange> Sets) CallFor(PlaceOrder order)
    {
        var sets = order.Changes.Where(change => change.Action != EntryAction.Delete).ToList();
        var call = new NginxApiReleaseCall
        {
            Set = [.. sets.Select(change => new NginxApiReleaseSet(change.After!, change.Id, change.ETag))],
            Remove = [.. order.Changes.Where(change => change.Action == EntryAction.Delete).Select(change => new NginxApiReleaseRemove(change.Id!.Value, change.ETag))],
            Deadline = order.Deadline,
        };
        return (call, sets);
    }

    private static Dictionary<string, int> IdsOf(NginxApiRelease release, IReadOnlyList<EntryChange> sets)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var entry in release.Entries)
        {
            if (entry.Id is { } id && entry.Index >= 0 && entry.Index < sets.Count) ids[sets[entry.Index].Domain] = id;
        }

        return ids;
    }

    /// <summary>What the agent did not do, or took back itself; null when it was done or is not known.</summary>
    private static PlaceOutcome? Refusal(string node, NginxApiRelease release, IReadOnlyList<EntryChange> sets)
    {
        var words = WordsOf(release);
        var culprit = release.Problems.Select(problem => sets.ElementAtOrDefault(problem.Index)).FirstOrDefault(change => change is not null);
        return release.Outcome switch
        {
            NginxApiReleaseOutcome.Invalid => Bad(DomainOutcome.Failed, culprit is null ? DomainErrors.PublishRefused(node, words) : DomainErrors.EntryRefused(culprit.Shown, node, words)),
            NginxApiReleaseOutcome.Moved => Bad(DomainOutcome.Failed, DomainErrors.PublishOutdated(node, words)),
            NginxApiReleaseOutcome.Refused => Bad(DomainOutcome.Failed, ReloadRule.ErrorOf(node, release.Code, words)),
            NginxApiReleaseOutcome.NotTaken or NginxApiReleaseOutcome.Failed when release.PutBack == false => Bad(DomainOutcome.Failed, DomainErrors.NotPutBack(node, words, "the agent says so")),
            NginxApiReleaseOutcome.NotTaken => Bad(DomainOutcome.RolledBack, NginxErrors.NotTaken(node, words)),
            NginxApiReleaseOutcome.Failed => Bad(DomainOutcome.RolledBack, DomainErrors.PutBack(node, words)),
            _ => null,
        };

        PlaceOutcome Bad(DomainOutcome outcome, ClusterException failure) => new() { Outcome = outcome, Failure = failure, FailedDomain = culprit?.Domain };
    }

    private static string WordsOf(NginxApiRelease release) =>
        release.Problems.Count > 0 ? string.Join("; ", release.Problems.Select(problem => problem.Message).Distinct()) : NginxWords.InOneLine(release.Error ?? "it does not say why");

    /// <summary>What is wrong though nginx took the release, and what could not be seen; null when nothing is.</summary>
    private static async Task<((string Why, string? Domain)? Fault, string? Unseen)> LookAsync(
        StoredNode node, NginxApiClient nginx, PlaceOrder order, CancellationToken cancellationToken)
    {
        string? unseen = null;
        try
        {
            var after = await nginx.ProbeAsync(NodeCall.DefaultTimeout, cancellationToken);
            if (ReloadRule.WhyNotWell(after) is { } ill) return (($"nginx is not well with it: {ill}", null), null);
        }
        catch (ClusterException failure)
        {
            // The agent may be gone while nginx serves: what visitors get is the better witness.
            unseen = $"the agent does not answer any more: {failure.Message}";
        }

        return (await PlaceSight.FaultAsync(node, order, cancellationToken), unseen);
    }

    private static async Task<PlaceOutcome> PutBackAsync(
        string node, NginxApiClient nginx, NginxApiRelease release, string why, string? domain, TimeSpan deadline)
    {
        if (!release.IsPreviousKnown) return new PlaceOutcome { Outcome = DomainOutcome.Failed, Failure = DomainErrors.NotPutBack(node, why, "the agent does not say what was live before"), FailedDomain = domain };
        // Begun is finished: a caller who has left must not leave a node half done. What somebody else published since is not overwritten.
        var back = await TryAsync(() => nginx.ActivateReleaseAsync(release.PreviousRelease ?? NoRelease, release.SetETag, deadline, null, CancellationToken.None));
        var isBack = back.Release?.Outcome is NginxApiReleaseOutcome.Activated or NginxApiReleaseOutcome.Unchanged;
        return isBack
            ? new PlaceOutcome { Outcome = DomainOutcome.RolledBack, Failure = DomainErrors.PutBack(node, why), FailedDomain = domain, Release = back.Release!.Release }
            : new PlaceOutcome { Outcome = DomainOutcome.Failed, Failure = DomainErrors.NotPutBack(node, why, back.Release is { } no ? WordsOf(no) : back.Failure!.Message), FailedDomain = domain };
    }

    private static async Task<(NginxApiRelease? Release, ClusterException? Failure)> TryAsync(Func<Task<NginxApiRelease>> activate)
    {
        try
        {
            return (await activate(), null);
        }
        catch (ClusterException failure)
        {
            return (null, failure);
        }
    }
}
