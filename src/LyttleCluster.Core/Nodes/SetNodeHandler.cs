namespace LyttleCluster.Core.Nodes;

/// <summary>Changes settings of nodes: what is given replaces, what is cleared goes, the rest stays.</summary>
internal sealed class SetNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, NodeProbe probe) : NodeDocumentChange<SetNode>(registry, endpoints)
{
    protected override string Action => "Set";

    public override async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var plan = await base.PlanAsync(request, cancellationToken);
        if (((SetNode)request).Settings.Docker is { } docker && plan.Changes.Count > 1)
            throw NodeErrors.EndpointInUse(NameOf(plan.Changes[1]), docker, NameOf(plan.Changes[0]));
        return plan;
    }

    public override async ValueTask<ClusterNode> ResultOfAsync(ChangeRequest<ClusterNode> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var node = await Registry.SelectAsync([NameOf(change)], cancellationToken);
        return await probe.ProbeAsync(node.Nodes[0], request.Timeout, cancellationToken);
    }

    protected override ValueTask<NodeDocument?> ChangeAsync(SetNode request, StoredNode node, CancellationToken cancellationToken)
    {
        var settings = NodeSettingsMerge.Merge(node.Document.Settings, request.Settings, request.Clear);
        NodeSettingsRules.Check(node.Name, settings);
        return ValueTask.FromResult<NodeDocument?>(node.Document with { Settings = settings });
    }
}
