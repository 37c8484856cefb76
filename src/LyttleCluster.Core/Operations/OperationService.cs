using System.Runtime.CompilerServices;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Operations;

/// <summary>Finds the handler of each change, and reads the journal.</summary>
internal sealed class OperationService(IStateStore store, Journal journal, ChangeEngine engine, IEnumerable<IChangeHandler> handlers) : IOperations
{
    private readonly Dictionary<Type, IChangeHandler> _handlers = handlers.ToDictionary(handler => handler.RequestType);

    public Task<ChangePlan<TResult>> PlanAsync<TResult>(ChangeRequest<TResult> request, CancellationToken cancellationToken) =>
        HandlerOf(request).PlanAsync(request, cancellationToken);

    public IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(ChangePlan<TResult> plan, CancellationToken cancellationToken) =>
        engine.ApplyAsync(HandlerOf(plan.Request), plan, cancellationToken);

    public async IAsyncEnumerable<Answer<ClusterOperation>> GetAsync(OperationQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Without a filter the store itself can stop early, however long the journal is.
        var isFiltered = request.Ids.Count > 0 || request.Outcome.Count > 0;
        var found = 0;
        var missing = request.Ids.Where(id => !Text.Wildcard.IsPattern(id)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        await foreach (var operation in journal.ListAsync(isFiltered ? int.MaxValue : request.Newest ?? int.MaxValue, cancellationToken))
        {
            missing.Remove(operation.Id);
            if (request.Since is { } since && operation.StartedAt < since)
            {
                if (missing.Count == 0) break;
                continue;
            }

            if (!Text.Wildcard.MatchesAny(request.Ids, operation.Id)) continue;
            if (request.Outcome.Count > 0 && !request.Outcome.Contains(operation.Outcome)) continue;
            yield return operation;
            if (++found == request.Newest) yield break;
        }

        foreach (var id in missing) yield return OperationErrors.NotFound(id);
    }

    public async IAsyncEnumerable<Answer<ClusterLock>> GetLocksAsync(LockQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListLocksAsync(cancellationToken))
        {
            if (Text.Wildcard.MatchesAny(request.Names, item.Name)) yield return item;
        }
    }

    private IChangeHandler<TResult> HandlerOf<TResult>(ChangeRequest<TResult> request) => (IChangeHandler<TResult>)_handlers[request.GetType()];
}
