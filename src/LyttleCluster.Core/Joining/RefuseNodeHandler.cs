using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Joining;

/// <summary>Refuses agents that wait to be approved. They are told so; within 7 days the same key is not a candidate again.</summary>
internal sealed class RefuseNodeHandler(JoinRequests joins) : IDocumentChange<ClusterNodeCandidate>
{
    public Type RequestType => typeof(RefuseNode);

    public async Task<ChangePlan<ClusterNodeCandidate>> PlanAsync(ChangeRequest<ClusterNodeCandidate> request, CancellationToken cancellationToken)
    {
        var changes = new Dictionary<string, PlannedChange>(StringComparer.Ordinal);
        var failures = new List<ClusterException>();
        foreach (var id in ((RefuseNode)request).JoinIds)
        {
            try
            {
                var join = await joins.DemandWaitingAsync(id, cancellationToken);
                changes[join.Document.Id] = Plan(join);
            }
            catch (ClusterException failure)
            {
                failures.Add(failure);
            }
        }

        return new ChangePlan<ClusterNodeCandidate> { Request = request, Changes = [.. changes.Values], Failures = failures };
    }

    public IReadOnlyList<StateWrite> WritesOf(PlannedChange change)
    {
        var join = (StoredJoin)change.Work!;
        return [JoinRequests.WriteOf(join with { Document = join.Document with { State = JoinState.Refused } })];
    }

    public ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken) =>
        ValueTask.FromResult(JoinErrors.Moved(((StoredJoin)change.Work!).Document.Name));

    public ValueTask<ClusterNodeCandidate> ResultOfAsync(ChangeRequest<ClusterNodeCandidate> request, PlannedChange change, CancellationToken cancellationToken) =>
        ValueTask.FromResult(((StoredJoin)change.Work!).Document.ToCandidate());

    private static PlannedChange Plan(StoredJoin join) => new()
    {
        Target = $"{JoinRequestDocument.Kind}/{join.Document.Id}",
        Action = "Refuse",
        Before = $"Name={join.Document.Name} NginxApi={join.Document.NginxApi} Fingerprint={join.Document.Fingerprint}",
        Reversible = true,
        BoundTo = $"{join.Revision}",
        Work = join,
    };
}
