using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Access;

/// <summary>What every change of access shares: a document each, which the manager knows by the time the change is answered.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
/// <typeparam name="TResult">What it is reported as.</typeparam>
internal abstract class AccessDocumentChange<TRequest, TResult>(AccessBook book) : IDocumentChange<TResult>
    where TRequest : ChangeRequest<TResult>
{
    public Type RequestType => typeof(TRequest);

    public async Task<ChangePlan<TResult>> PlanAsync(ChangeRequest<TResult> request, CancellationToken cancellationToken) => await PlanAsync((TRequest)request, cancellationToken);

    public IReadOnlyList<StateWrite> WritesOf(PlannedChange change) => [((AccessWork)change.Work!).Write];

    public ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken) =>
        ValueTask.FromResult(OperationErrors.PlanOutdated(change.Target));

    public async ValueTask<TResult> ResultOfAsync(ChangeRequest<TResult> request, PlannedChange change, CancellationToken cancellationToken)
    {
        await book.RefreshAsync(cancellationToken);
        return ((AccessWork)change.Work!).Result;
    }

    protected abstract Task<ChangePlan<TResult>> PlanAsync(TRequest request, CancellationToken cancellationToken);

    protected static PlannedChange Planned(string target, string action, string? before, string? after, bool reversible, StateWrite write, TResult result) => new()
    {
        Target = target,
        Action = action,
        Before = before,
        After = after,
        Reversible = reversible,
        BoundTo = $"{write.Expected}",
        Work = new AccessWork(write, result),
    };

    private sealed record AccessWork(StateWrite Write, TResult Result);
}
