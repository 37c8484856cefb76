using LyttleCluster.Core.Joining;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>
/// Adds a node, after it has answered (unless asked not to try). With the id of an agent that waits, that agent is approved in the same transaction; then a node
/// that joined before may be there already: it gets the agent's key and address, and keeps the rest.
/// </summary>
internal sealed class AddNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, NodeKeys keys, NodeProbe probe, JoinRequests joins)
    : NodeDocumentChange<AddNode>(registry, endpoints)
{
    /// <summary>The revision of a document that does not exist yet.</summary>
    private const long None = 0;

    protected override string Action => "Add";

    public override async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var wanted = (AddNode)request;
        NodeSettingsRules.CheckName(wanted.Name);
        return wanted.JoinId is { } id ? await PlanJoinAsync(wanted, id, cancellationToken) : await PlanByHandAsync(wanted, cancellationToken);
    }

    public override async ValueTask<ClusterNode> ResultOfAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var wanted = (AddNode)request;
        // An agent that joins listens for others only when it has heard that it may.
        if (wanted.JoinId is not null) return await base.ResultOfAsync(request, change, cancellationToken);
        var node = new StoredNode(new NodeDocument { Name = wanted.Name, Settings = wanted.Settings }, None);
        return wanted.SkipProbe ? NodeView.Configured(node) : await probe.ProbeAsync(node, wanted.Timeout, cancellationToken);
    }

    public override ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken) => moved.Kind switch
    {
        JoinRequestDocument.Kind => ValueTask.FromResult(JoinErrors.Moved(NameOf(change))),
        NodeDocument.Kind when change.Before is null => ValueTask.FromResult(NodeErrors.Exists(NameOf(change))),
        _ => base.RefusalOfAsync(change, moved, cancellationToken),
    };

    protected override ValueTask<NodeDocument?> ChangeAsync(AddNode request, StoredNode node, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A node that is added has no document to change.");

    protected override NodeDocument Finish(NodeDocument after) => keys.Seal(after);

    /// <summary>The approval of the agent, and that of an earlier key of the node, which ends.</summary>
    protected override async ValueTask<IReadOnlyList<StateWrite>> AlsoWriteAsync(NodeDocument? before, NodeDocument? after, CancellationToken cancellationToken)
    {
        if (after?.JoinId is not { } id) return [];
        var join = await joins.DemandWaitingAsync(id, cancellationToken);
        // A certificate that lapsed counts for nothing: the next one is the first of this approval.
        var approval = join.Document with { State = JoinState.Approved, Node = after.Name, IssuedAt = null, IssuedUntil = null, IssuedFor = null };
        var write = JoinRequests.WriteOf(join with { Document = approval });
        return before?.JoinId != id && await joins.RemovalOfAsync(before?.JoinId, cancellationToken) is { } removal ? [write, removal] : [write];
    }

    private async Task<ChangePlan<ClusterNode>> PlanByHandAsync(AddNode wanted, CancellationToken cancellationToken)
    {
        NodeSettingsRules.Check(wanted.Name, wanted.Settings);
        if (await FindAsync(wanted.Name, cancellationToken) is { } other) throw NodeErrors.Exists(other.Name);
        var document = keys.Take(new NodeDocument { Name = wanted.Name }, wanted.Settings, cleared: false);
        var change = await PlanAsync(null, document, None, cancellationToken);
        if (!wanted.SkipProbe) await CheckAnswersAsync(document, wanted.Timeout, cancellationToken);
        return new ChangePlan<ClusterNode> { Request = wanted, Changes = [change], Warnings = [.. NodeWarnings.Of(document)] };
    }

    private async Task<ChangePlan<ClusterNode>> PlanJoinAsync(AddNode wanted, string id, CancellationToken cancellationToken)
    {
        var join = (await joins.DemandWaitingAsync(id, cancellationToken)).Document;
        var other = await FindAsync(wanted.Name, cancellationToken);
        // A node that was added by hand is not handed to whoever calls itself so.
        if (other is { Document.JoinId: null }) throw NodeErrors.Exists(other.Name);
        var settings = join.SettingsUnder(wanted.Settings);
        if (other is not null) settings = NodeSettingsMerge.Merge(other.Document.Settings, settings, []);
        NodeSettingsRules.Check(wanted.Name, settings);
        var before = other?.Document;
        var after = keys.Take((before ?? new NodeDocument { Name = wanted.Name }) with { JoinId = join.Id }, settings, cleared: false);
        var change = await PlanAsync(before, after, other?.Revision ?? None, cancellationToken);
        var told = change with { Action = "Approve", After = $"{change.After} Fingerprint={join.Fingerprint}" };
        return new ChangePlan<ClusterNode> { Request = wanted, Changes = [told], Warnings = [.. NodeWarnings.Of(after)] };
    }

    private async Task<StoredNode?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await Registry.ListAsync(cancellationToken)).FirstOrDefault(node => string.Equals(node.Name, name, StringComparison.OrdinalIgnoreCase));

    private async Task CheckAnswersAsync(NodeDocument document, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await probe.LookAsync(new StoredNode(document, None), timeout, cancellationToken);
        }
        catch (ClusterException failure)
        {
            throw NodeErrors.ProbeFailed(document.Name, failure);
        }
    }
}
