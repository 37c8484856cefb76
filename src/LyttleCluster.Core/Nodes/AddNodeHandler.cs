namespace LyttleCluster.Core.Nodes;

/// <summary>Adds a node, after it has answered (unless asked not to try).</summary>
internal sealed class AddNodeHandler(NodeRegistry registry, NodeProbe probe) : NodeDocumentChange<AddNode>(registry)
{
    /// <summary>The revision of a document that does not exist yet.</summary>
    private const long None = 0;

    protected override string Action => "Add";

    public override async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var wanted = (AddNode)request;
        NodeSettingsRules.CheckName(wanted.Name);
        NodeSettingsRules.Check(wanted.Name, wanted.Settings);
        await CheckUniqueAsync(wanted, cancellationToken);

        var document = new NodeDocument { Name = wanted.Name, Settings = wanted.Settings };
        if (!wanted.SkipProbe) await CheckAnswersAsync(document, wanted.Timeout, cancellationToken);
        return new ChangePlan<ClusterNode> { Request = wanted, Changes = [Plan(null, document, None)] };
    }

    public override async ValueTask<ClusterNode> ResultOfAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var wanted = (AddNode)request;
        var node = new StoredNode(new NodeDocument { Name = wanted.Name, Settings = wanted.Settings }, None);
        return wanted.SkipProbe ? NodeView.Configured(node) : await probe.ProbeAsync(node, wanted.Timeout, cancellationToken);
    }

    protected override ValueTask<NodeDocument?> ChangeAsync(AddNode request, StoredNode node, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A node that is added has no document to change.");

    private async Task CheckUniqueAsync(AddNode wanted, CancellationToken cancellationToken)
    {
        foreach (var other in await Registry.ListAsync(cancellationToken))
        {
            if (string.Equals(other.Name, wanted.Name, StringComparison.OrdinalIgnoreCase)) throw NodeErrors.Exists(other.Name);
            if (other.Document.Settings.Docker == wanted.Settings.Docker) throw NodeErrors.EndpointInUse(wanted.Name, wanted.Settings.Docker!, other.Name);
        }
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
