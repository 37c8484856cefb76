using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>What the cmdlets of nginx share: the nodes are the first thing that is typed.</summary>
public abstract class NginxCmdlet : NodeCmdlet
{
    /// <summary>The nodes: names, wildcards, or ClusterNode objects; all of them that have an nginx_api unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];
}
