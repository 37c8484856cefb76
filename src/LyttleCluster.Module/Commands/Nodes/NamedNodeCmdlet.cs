using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>
/// What the cmdlets share whose noun is the node itself: <c>-Name</c> for what is typed, <c>-Node</c> for what is piped.
/// <c>-Name</c> never comes from the pipeline: a container has a name too, and must not lead to the node of that name.
/// </summary>
public abstract class NamedNodeCmdlet : NodeCmdlet
{
    /// <summary>The set of parameters that takes names.</summary>
    private protected const string ByName = "Name";

    /// <summary>The set of parameters that takes nodes from the pipeline.</summary>
    private protected const string ByNode = "Node";

    /// <summary>Names of nodes, wildcards allowed; all nodes unless given.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public virtual string[] Name { get; set; } = [];

    /// <summary>The nodes: ClusterNode objects, names, or wildcards.</summary>
    [Parameter(ParameterSetName = ByNode, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];

    /// <inheritdoc/>
    private protected override void Gather()
    {
        Add(Name);
        Add(Node);
    }
}
