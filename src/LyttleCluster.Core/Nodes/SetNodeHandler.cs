namespace LyttleCluster.Core.Nodes;

/// <summary>Changes settings of nodes: what is given replaces, what is cleared goes, the rest stays.</summary>
internal sealed class SetNodeHandler(NodeRegistry registry, NodeProbe probe) : NodeDocumentChange<SetNode>(registry)
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

    protected override async ValueTask<NodeDocument?> ChangeAsync(SetNode request, StoredNode node, CancellationToken cancellationToken)
    {
        var settings = NodeSettingsMerge.Merge(node.Document.Settings, request.Settings, request.Clear);
        NodeSettingsRules.Check(node.Name, settings);
        foreach (var other in await Registry.ListAsync(cancellationToken))
        {
            var isOther = !string.Equals(other.Name, node.Name, StringComparison.OrdinalIgnoreCase);
            if (isOther && other.Document.Settings.Docker == settings.Docker) throw NodeErrors.EndpointInUse(node.Name, settings.Docker!, other.Name);
        }

        return node.Document with { Settings = settings };
    }

    private static string NameOf(PlannedChange change) => change.Target["node/".Length..];
}
