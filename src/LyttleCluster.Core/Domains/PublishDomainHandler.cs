using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Brings domains to the nodes: one step a place, in waves that stop at the first bad one. What is planned was verified, down to each agent's own
/// test of the whole configuration; what is carried out is bound to the entries that were seen.
/// </summary>
internal sealed class PublishDomainHandler(PublishPlanner planner, PlaceChanger changer, Leftovers leftovers, TimeProvider time) : IStepAction<ClusterDomainResult>
{
    public Type RequestType => typeof(PublishDomain);

    public string NotesKind => PublishNotes.Kind;

    public bool StopsAtFailure => true;

    public Task<ChangePlan<ClusterDomainResult>> PlanAsync(ChangeRequest<ClusterDomainResult> request, CancellationToken cancellationToken) =>
        planner.PlanAsync((PublishDomain)request, cancellationToken);

    public (string Name, string Target)? OperationLockOf(ChangePlan<ClusterDomainResult> plan) => PublishLock.Of();

    public IReadOnlyList<string> LocksOf(PlannedChange change) => PublishLock.Of(((PlaceWork)change.Work!).Place);

    public IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<ClusterDomainResult> request, IReadOnlyList<PlannedChange> changes)
    {
        var wanted = (PublishDomain)request;
        return PlaceWaves.Of(wanted.Strategy, wanted.BatchSize, [.. changes.Select(change => ((PlaceWork)change.Work!).Place.Kind)]);
    }

    public byte[]? NotesOf(PlannedChange change)
    {
        var work = (PlaceWork)change.Work!;
        return PublishNotes.Of(work.Place, work.Changes).Write();
    }

    public async Task<StepEnd<ClusterDomainResult>> ExecuteAsync(StepRun<ClusterDomainResult> run, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var work = (PlaceWork)run.Change.Work!;
        var request = (PublishDomain)run.Request;
        var outcome = await ApplyAsync(new PlaceOrder(work.Place, work.Changes, request.Probe, request.Timeout), cancellationToken);
        if (outcome.Failure is null) await leftovers.SettledByAsync(run.OperationId, work.Place, work.Changes);
        return new StepEnd<ClusterDomainResult>(ResultsOf(work, outcome, time.GetElapsedTime(started)), IsOpen(outcome));
    }

    public IReadOnlyList<Answer<ClusterDomainResult>> SkippedOf(PlannedChange change, ClusterException cause)
    {
        var work = (PlaceWork)change.Work!;
        var why = $"left alone, because {(cause.Node is { } node ? $"node {node}" : "an earlier one")} failed";
        return [.. from one in work.Changes from at in work.Place.Nodes select (Answer<ClusterDomainResult>)(ResultOf(one, at, DomainOutcome.Skipped) with { Reason = why })];
    }

    /// <summary>What is not known, or could not be put back, is left open for a settlement.</summary>
    internal static bool IsOpen(PlaceOutcome outcome) => outcome.Outcome == DomainOutcome.TimedOut || outcome.Failure?.ErrorId == "DomainPublishNotPutBack";

    private async Task<PlaceOutcome> ApplyAsync(PlaceOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await changer.ApplyAsync(order, cancellationToken);
        }
        catch (ClusterException failure)
        {
            return new PlaceOutcome { Outcome = DomainOutcome.Failed, Failure = failure };
        }
    }

    /// <summary>A row for each domain and node; the one error goes with the first row of the domain whose fault it was.</summary>
    private static List<Answer<ClusterDomainResult>> ResultsOf(PlaceWork work, PlaceOutcome outcome, TimeSpan duration)
    {
        var bad = outcome.Failure is null ? [] : work.Changes.Where(change => !outcome.Kept.Contains(change)).ToList();
        var culprit = bad.FirstOrDefault(change => change.Domain == outcome.FailedDomain) ?? bad.FirstOrDefault();
        var answers = new List<Answer<ClusterDomainResult>>();
        var isTold = false;
        foreach (var (change, node) in work.Changes.SelectMany(change => work.Place.Nodes.Select(node => (change, node))))
        {
            var isBad = bad.Contains(change);
            var result = ResultOf(change, node, isBad || outcome.Failure is null ? outcome.Outcome : DomainOutcome.Applied) with
            {
                Reason = isBad ? ReasonOf(change, culprit!, outcome) : outcome.Note,
                Release = outcome.Release,
                Duration = duration,
            };
            answers.Add(change == culprit && !isTold ? Answer.Failed(result, outcome.Failure!) : result);
            isTold |= change == culprit;
        }

        return answers;
    }

    private static string ReasonOf(EntryChange change, EntryChange culprit, PlaceOutcome outcome) =>
        change == culprit || outcome.FailedDomain is null ? outcome.Failure!.Message : $"together with {culprit.Shown}: {outcome.Failure!.Message}";

    private static ClusterDomainResult ResultOf(EntryChange change, StoredNode node, DomainOutcome outcome) =>
        new() { Domain = change.Shown, Node = node.Name, Action = change.Action.ToString(), Outcome = outcome };
}
