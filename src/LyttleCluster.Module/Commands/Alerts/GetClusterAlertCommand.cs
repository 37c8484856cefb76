using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows what a manager found to be wrong for longer than a moment, newest first.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterAlert")]
[OutputType(typeof(ClusterAlert))]
public sealed class GetClusterAlertCommand : ConnectedCmdlet
{
    private readonly List<string> _nodes = [];
    private bool _called;

    /// <summary>Only of these rules, wildcards allowed.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AlertRuleCompleter))]
    public string[] Rule { get; set; } = [];

    /// <summary>Only of these nodes: ClusterNode objects, names, or wildcards.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public string[] Node { get; set; } = [];

    /// <summary>Only in these states; those that are not over unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public AlertState[] State { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _called = true;
        _nodes.AddRange(Node);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // An empty pipeline names no nodes; without this it would mean all of them.
        if (!_called) return;
        var request = new AlertQuery { Rules = Rule, Nodes = [.. _nodes.Distinct(StringComparer.OrdinalIgnoreCase)], State = State };
        Emit((cluster, token) => cluster.Alerts.GetAsync(request, token));
    }
}
