using System.Runtime.CompilerServices;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// What an agent says to changes before it carries them out: it tests them together with the whole configuration, and tries the upstreams from where
/// requests will go to them.
/// </summary>
internal sealed class AgentDryRun(NodeConnections connections, TimeProvider time)
{
    /// <summary>nginx names one fault at a time; after so many the place as a whole does not pass.</summary>
    private const int MostRounds = 20;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <summary>Asks for the first time.</summary>
    public Task<Round> StartAsync(PlaceWork work, bool withUpstreams, CancellationToken cancellationToken) => AskAsync(work, withUpstreams, cancellationToken);

    /// <summary>The checks of one agent.</summary>
    /// <param name="now">What is left to be done there: less with each fault that was told.</param>
    /// <param name="first">The first answer.</param>
    /// <param name="isWanted">Which checks are asked for.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<DomainCheck> CheckAsync(
        Func<PlaceWork> now, Task<Round> first, Func<string, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var round = await first;
        var upstreams = isWanted(DomainChecks.Upstream);
        for (var count = 1; ; count++)
        {
            // With a fault there is no word about upstreams: they are tried once all else is right.
            foreach (var check in UpstreamsOf(round)) yield return check;
            upstreams &= round.Release?.Upstreams.Count is null or 0;
            var faults = FaultsOf(round).Where(fault => isWanted(fault.Check.Check)).ToList();
            foreach (var fault in faults) yield return fault;
            var left = now();
            if (faults.Count == 0 || left.Changes.Count == 0 || left.Changes.Count == round.Work.Changes.Count)
            {
                // All that is left passed; or nobody takes out what does not pass, and it was told.
                foreach (var passed in PassedOf(round, faults).Where(check => isWanted(check.Check.Check))) yield return passed;
                yield break;
            }

            if (count == MostRounds)
            {
                yield return Whole(left, faults[^1].Check.Detail, TimeSpan.Zero);
                yield break;
            }

            round = await AskAsync(left, upstreams, cancellationToken);
        }
    }

    private async Task<Round> AskAsync(PlaceWork work, bool withUpstreams, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var sets = work.Changes.Where(change => change.Action != EntryAction.Delete).ToList();
        var call = new NginxApiReleaseCall
        {
            Set = [.. sets.Select(change => new NginxApiReleaseSet(change.After!, change.Id, change.ETag))],
            Remove = [.. work.Changes.Where(change => change.Action == EntryAction.Delete).Select(change => new NginxApiReleaseRemove(change.Id!.Value, change.ETag))],
            DryRun = true,
            TestUpstreams = withUpstreams,
            Deadline = Deadline,
        };
        try
        {
            return new Round(work, sets, await connections.NginxApiOf(work.Place.Nodes[0]).PublishAsync(call, cancellationToken), null, time.GetElapsedTime(started));
        }
        catch (ClusterException failure)
        {
            return new Round(work, sets, null, failure, time.GetElapsedTime(started));
        }
    }

    private static IEnumerable<DomainCheck> UpstreamsOf(Round round) =>
        from test in round.Release?.Upstreams ?? []
        let change = round.Sets.ElementAtOrDefault(test.Index)
        where change is not null
        select Make(round.Work.Place, change, DomainChecks.Upstream, test.Url, test.IsReached, test.IsReached ? "it takes connections from the node" : test.Error ?? "it takes no connection from the node",
            "Start what is to answer there, or correct the address.", test.Duration ?? TimeSpan.Zero);

    private static IEnumerable<DomainCheck> FaultsOf(Round round)
    {
        if (round.Failure is { } failure)
        {
            yield return Whole(round.Work, failure.Message, round.Duration);
            yield break;
        }

        if (round.Release!.Outcome is NginxApiReleaseOutcome.Valid or NginxApiReleaseOutcome.Unchanged) yield break;
        var named = round.Release.Problems.Where(problem => problem.Index >= 0 && problem.Index < round.Sets.Count).ToList();
        foreach (var problem in named)
        {
            var check = problem.Code?.Contains("Certificate", StringComparison.Ordinal) == true ? DomainChecks.Certificate : DomainChecks.Configuration;
            yield return Make(round.Work.Place, round.Sets[problem.Index], check, problem.Field ?? "entry", false, problem.Message, "Correct the domain with Set-ClusterDomain.", round.Duration);
        }

        if (named.Count == 0) yield return Whole(round.Work, round.Release.Error ?? "the agent does not say why", round.Duration);
    }

    private static IEnumerable<DomainCheck> PassedOf(Round round, List<DomainCheck> faults) =>
        from change in round.Sets
        where round.Failure is null && !faults.Any(fault => fault.Domain is null || fault.Domain == change.Domain)
        select Make(round.Work.Place, change, DomainChecks.Configuration, "entry", true, "nginx on the node would take it", null, round.Duration);

    private static DomainCheck Whole(PlaceWork work, string why, TimeSpan duration) => new(
        new ClusterCheck
        {
            Node = work.Place.Nodes[0].Name,
            Check = DomainChecks.Configuration,
            Target = work.Place.Nodes[0].Document.Settings.NginxApi!.ToString(),
            Passed = false,
            Detail = Nginx.NginxWords.Complaints(why),
            Remedy = "Correct what is named on the node, then try again.",
            Duration = duration,
        },
        null,
        work.Place);

    private static DomainCheck Make(Place place, EntryChange change, string check, string target, bool passed, string detail, string? remedy, TimeSpan duration) => new(
        new ClusterCheck
        {
            Node = place.Nodes[0].Name,
            Domain = change.Shown,
            Check = check,
            Target = target,
            Passed = passed,
            Detail = Nginx.NginxWords.InOneLine(detail),
            Remedy = passed ? null : remedy,
            Duration = duration,
        },
        change.Domain,
        place);

    /// <summary>One answer of an agent.</summary>
    internal sealed record Round(PlaceWork Work, IReadOnlyList<EntryChange> Sets, NginxApiRelease? Release, ClusterException? Failure, TimeSpan Duration);
}
