using System.Runtime.CompilerServices;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core.Operations;

/// <summary>Finds the handler of each change, and reads the journal.</summary>
internal sealed class OperationService(
    IStateStore store, Journal journal, JournalTrim trim, ChangeEngine engine, IAuthority authority, LiveLooks live, IEnumerable<IChangeHandler> handlers) : IOperations
{
    private readonly Dictionary<Type, IChangeHandler> _handlers = handlers.ToDictionary(handler => handler.RequestType);

    public async Task<ChangePlan<TResult>> PlanAsync<TResult>(ChangeRequest<TResult> request, CancellationToken cancellationToken)
    {
        await authority.DemandAsync(cancellationToken);
        return await HandlerOf(request).PlanAsync(request, cancellationToken);
    }

    public async IAsyncEnumerable<Answer<TResult>> ApplyAsync<TResult>(ChangePlan<TResult> plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Asked again: an operator may have taken a while to agree.
        await authority.DemandAsync(cancellationToken);
        await foreach (var answer in engine.ApplyAsync((IChangeHandler<TResult>?)plan.CarriedOutBy ?? HandlerOf(plan.Request), plan, cancellationToken)) yield return answer;
        if (plan.Changes.Any(change => ChangesNodes(plan.Request, change))) await live.CatchUpAsync(cancellationToken);
        if (plan.Changes.Count > 0) await trim.AfterChangeAsync(cancellationToken);
    }

    public async IAsyncEnumerable<Answer<ClusterOperation>> GetAsync(OperationQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (patterns, beginnings) = Split(request.Ids);
        var known = await journal.FindAsync(beginnings, cancellationToken);
        var missing = beginnings.Where(id => !known.Any(operation => BeginsWith(operation, id))).ToList();
        var dropped = missing.Count > 0 || request.Since is not null ? await trim.DroppedAsync(cancellationToken) : new DroppedOperations();
        foreach (var id in missing) yield return OperationErrors.NotFound(id, dropped, trim.Retention);
        if (request.Since <= dropped.UpTo && request.Ids.Count == 0) yield return OperationErrors.Dropped(dropped, trim.Retention);

        var found = 0;
        var all = request.Ids.Count > 0 && patterns.Count == 0 ? known.ToAsyncEnumerable() : journal.ListAsync(cancellationToken);
        await foreach (var operation in all)
        {
            // Ids sort by time, so the rest is older still.
            if (operation.StartedAt < request.Since) break;
            var isNamed = request.Ids.Count == 0 || patterns.Any(pattern => Wildcard.Matches(pattern, operation.Id)) || beginnings.Any(id => BeginsWith(operation, id));
            if (!isNamed || (request.Outcome.Count > 0 && !request.Outcome.Contains(operation.Outcome))) continue;
            yield return await journal.WithStepsAsync(operation, cancellationToken);
            if (++found == request.Newest) break;
        }
    }

    public async IAsyncEnumerable<Answer<ClusterLock>> GetLocksAsync(LockQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in store.ListLocksAsync(cancellationToken))
        {
            if (Wildcard.MatchesAny(request.Names, item.Name)) yield return item;
        }
    }

    private static bool ChangesNodes(ChangeRequest request, PlannedChange change) => request is UndoOperation || change.Target.StartsWith("node/", StringComparison.Ordinal);

    private static (List<string> Patterns, List<string> Beginnings) Split(IReadOnlyList<string> ids) =>
        ([.. ids.Where(Wildcard.IsPattern)], [.. ids.Where(id => !Wildcard.IsPattern(id)).Distinct(StringComparer.OrdinalIgnoreCase)]);

    private static bool BeginsWith(ClusterOperation operation, string id) => operation.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase);

    private IChangeHandler<TResult> HandlerOf<TResult>(ChangeRequest<TResult> request) => (IChangeHandler<TResult>)_handlers[request.GetType()];
}
