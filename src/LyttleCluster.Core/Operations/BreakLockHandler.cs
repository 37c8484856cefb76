using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Operations;

/// <summary>Breaks locks that a dead process left behind.</summary>
internal sealed class BreakLockHandler(IStateStore store, TimeProvider time) : INodeAction<ClusterLock>
{
    public Type RequestType => typeof(BreakLock);

    public async Task<ChangePlan<ClusterLock>> PlanAsync(ChangeRequest<ClusterLock> request, CancellationToken cancellationToken)
    {
        var wanted = (BreakLock)request;
        var now = time.GetUtcNow();
        var changes = new List<PlannedChange>();
        var failures = new List<ClusterException>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        await foreach (var held in store.ListLocksAsync(cancellationToken))
        {
            var isOver = held.ExpiresAt <= now;
            if (wanted.Names.Count == 0 ? !isOver && !wanted.Force : !Wildcard.MatchesAny(wanted.Names, held.Name)) continue;
            seen.Add(held.Name);
            if (isOver || wanted.Force) changes.Add(Plan(held));
            else failures.Add(OperationErrors.LockHeld(held));
        }

        failures.AddRange(wanted.Names.Where(name => !Wildcard.IsPattern(name) && !seen.Contains(name)).Select(OperationErrors.LockNotFound));
        return new ChangePlan<ClusterLock> { Request = wanted, Changes = changes, Failures = failures };
    }

    public string LockOf(PlannedChange change) => $"break/{change.Target}";

    public async Task<Answer<ClusterLock>> ExecuteAsync(ChangeRequest<ClusterLock> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var held = (ClusterLock)change.Work!;
        return await store.ReleaseLockAsync(held, cancellationToken) ? held : throw OperationErrors.PlanOutdated(change.Target);
    }

    private static PlannedChange Plan(ClusterLock held) => new()
    {
        Target = $"lock/{held.Name}",
        Action = "Break",
        Before = $"held by {held.Owner} since {held.AcquiredAt:u}",
        Reversible = false,
        BoundTo = $"{held.FencingToken}",
        Work = held,
    };
}
