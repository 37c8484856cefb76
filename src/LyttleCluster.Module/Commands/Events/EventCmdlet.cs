using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>What the cmdlets of events share: which events are meant.</summary>
public abstract class EventCmdlet : NodeCmdlet
{
    /// <summary>Names, wildcards, or ClusterNode objects; all nodes unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];

    /// <summary>Only these types, e.g. container or node; wildcards allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Type { get; set; } = [];

    /// <summary>Only these severities; all but Debug unless given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public EventSeverity[] Severity { get; set; } = [];
}
