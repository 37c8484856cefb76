namespace LyttleCluster.Core.Nodes;

/// <summary>Changes settings of nodes: what is given replaces, what is cleared goes, the rest stays.</summary>
internal sealed class SetNodeHandler(NodeRegistry registry, NodeEndpoints endpoints, NodeKeys keys, NodeProbe probe)
    : NodeDocumentChange<SetNode>(registry, endpoints)
{
    private const string KeySetting = nameof(NodeSettings.NginxApiKey);

    protected override string Action => "Set";

    public override async Task<ChangePlan<ClusterNode>> PlanAsync(ChangeRequest<ClusterNode> request, CancellationToken cancellationToken)
    {
        var plan = await base.PlanAsync(request, cancellationToken);
        var given = ((SetNode)request).Settings;
        if ((given.Docker ?? given.NginxApi) is { } endpoint && plan.Changes.Count > 1)
            throw NodeErrors.EndpointInUse(NameOf(plan.Changes[1]), endpoint, NameOf(plan.Changes[0]));
        var warned = given.NginxApi is not null || given.NginxApiKey is not null;
        return warned ? plan with { Warnings = [.. DocumentsOf(plan).SelectMany(NodeWarnings.Of)] } : plan;
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
        var cleared = request.Clear.Contains(KeySetting) || NodeSettingsMerge.GoesWithItsEndpoint(KeySetting, request.Clear);
        return ValueTask.FromResult<NodeDocument?>(keys.Take(node.Document, settings, cleared));
    }

    protected override NodeDocument Finish(NodeDocument after) => keys.Seal(after);
}
