using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Nodes;

/// <summary>Adds a node, after it has answered (unless asked not to try).</summary>
internal sealed class AddNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, NodeKeys keys, NodeProbe probe)
    : NodeDocumentChange<AddNode>(registry, endpoints)
{
    /// <summary>The revision of a document that does not exist yet.</summary>
    private const long None = 0;

    protected override string Action => "Add";

    public override async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var wanted = (AddNode)request;
        NodeSettingsRules.CheckName(wanted.Name);
        NodeSettingsRules.Check(wanted.Name, wanted.Settings);
        await CheckNameAsync(wanted.Name, cancellationToken);

        var document = keys.Take(new NodeDocument { Name = wanted.Name }, wanted.Settings, cleared: false);
        var change = await PlanAsync(null, document, None, cancellationToken);
        if (!wanted.SkipProbe) await CheckAnswersAsync(document, wanted.Timeout, cancellationToken);
        return new ChangePlan<ClusterNode> { Request = wanted, Changes = [change], Warnings = [.. NodeWarnings.Of(document)] };
    }

    public override async ValueTask<ClusterNode> ResultOfAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var wanted = (AddNode)request;
        var node = new StoredNode(new NodeDocument { Name = wanted.Name, Settings = wanted.Settings }, None);
        return wanted.SkipProbe ? NodeView.Configured(node) : await probe.ProbeAsync(node, wanted.Timeout, cancellationToken);
    }

    public override ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken) =>
        moved.Kind == NodeDocument.Kind ? ValueTask.FromResult(NodeErrors.Exists(NameOf(change))) : base.RefusalOfAsync(change, moved, cancellationToken);

    protected override ValueTask<NodeDocument?> ChangeAsync(AddNode request, StoredNode node, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A node that is added has no document to change.");

    protected override NodeDocument Finish(NodeDocument after) => keys.Seal(after);

    private async Task CheckNameAsync(string name, CancellationToken cancellationToken)
    {
        var other = (await Registry.ListAsync(cancellationToken)).FirstOrDefault(node => string.Equals(node.Name, name, StringComparison.OrdinalIgnoreCase));
        if (other is not null) throw NodeErrors.Exists(other.Name);
    }

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
