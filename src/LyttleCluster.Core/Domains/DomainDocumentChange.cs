using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>What every change of domain documents shares: each planned change carries the document it writes and the host names that move with it.</summary>
/// <typeparam name="TRequest">The request it is for.</typeparam>
internal abstract class DomainDocumentChange<TRequest>(DomainNames names, DomainViewer viewer) : IDocumentChange<ClusterDomain>
    where TRequest : ChangeRequest<ClusterDomain>
{
    private const string TargetKind = "domain/";

    public Type RequestType => typeof(TRequest);

    protected DomainNames Names { get; } = names;

    protected DomainViewer Viewer { get; } = viewer;

    public async Task<ChangePlan<ClusterDomain>> PlanAsync(ChangeRequest<ClusterDomain> request, CancellationToken cancellationToken) =>
        await PlanAsync((TRequest)request, cancellationToken);

    public IReadOnlyList<StateWrite> WritesOf(PlannedChange change) => ((DomainWork)change.Work!).Writes;

    public async ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken)
    {
        var after = ((DomainWork)change.Work!).After;
        return moved.Kind == DomainNameDocument.Kind && after is not null && await Names.HolderAsync(moved, cancellationToken) is { } holder && holder != after.Name
            ? DomainErrors.NameTaken(after.Shown, moved.Name, holder)
            : OperationErrors.PlanOutdated(change.Target);
    }

    public async ValueTask<ClusterDomain> ResultOfAsync(ChangeRequest<ClusterDomain> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var work = (DomainWork)change.Work!;
        return await Viewer.FromStoreAsync((work.After ?? work.Before)!, cancellationToken);
    }

    /// <summary>Looks, validates, and says what would be done.</summary>
    protected abstract Task<ChangePlan<ClusterDomain>> PlanAsync(TRequest request, CancellationToken cancellationToken);

    /// <summary>One domain's change.</summary>
    /// <param name="action">What it is called.</param>
    /// <param name="before">The stored domain; null: there is none.</param>
    /// <param name="after">What it becomes; null removes it.</param>
    /// <param name="more">What is written besides.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected async Task<PlannedChange> PlanAsync(
        string action, StoredDomain? before, DomainDocument? after, IEnumerable<StateWrite> more, CancellationToken cancellationToken)
    {
        var key = DomainDocument.KeyOf((after ?? before!.Document).Name);
        var revision = before?.Revision ?? 0;
        var write = after is null ? StateWrite.Delete(key, revision) : DocumentWrite.Put(key, revision, after, StateJson.Default.DomainDocument);
        return new PlannedChange
        {
            Target = TargetKind + (after ?? before!.Document).Shown,
            Action = action,
            Before = before is null ? null : DomainWords.Describe(before.Document),
            After = after is null ? null : DomainWords.Describe(after),
            Reversible = true,
            BoundTo = $"{revision}",
            Work = new DomainWork(before?.Document, after, [write, .. await Names.MoveAsync(before?.Document, after, cancellationToken), .. more]),
        };
    }
}

/// <summary>What a planned change of a domain carries.</summary>
/// <param name="Before">The domain as it is; null: there is none.</param>
/// <param name="After">What it becomes; null removes it.</param>
/// <param name="Writes">All that is written.</param>
internal sealed record DomainWork(DomainDocument? Before, DomainDocument? After, IReadOnlyList<StateWrite> Writes);
