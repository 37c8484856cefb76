using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>A cmdlet of nodes that never means all of them by itself: it has to be told which.</summary>
public abstract class ChosenNodeCmdlet : NamedNodeCmdlet
{
    /// <summary>Names of nodes, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Name { get; set; } = [];

    /// <summary>The nodes: ClusterNode objects, names, or wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByNode, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];
}
