using System.Collections;
using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the nodes of the cluster and how they are.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterNode", DefaultParameterSetName = ByNode)]
[OutputType(typeof(ClusterNode))]
public sealed class GetClusterNodeCommand : NamedNodeCmdlet
{
    /// <summary>Only nodes with one of these statuses.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public NodeStatus[] Status { get; set; } = [];

    /// <summary>Only nodes at or below these locations: <c>eu</c> finds <c>eu/rack1</c> too; wildcards allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(LocationCompleter))]
    public string[] Location { get; set; } = [];

    /// <summary>Only nodes with all of these labels; a value may be a wildcard.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NodeLabelCompleter))]
    public Hashtable? Label { get; set; }

    /// <summary>Show what was seen last, without asking the nodes.</summary>
    [Parameter]
    public SwitchParameter Cached { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new NodeQuery { Status = Status, Location = Location, Labels = Labels.From(Label), Cached = Cached });
        Emit((cluster, token) => cluster.Nodes.GetAsync(request, token));
    }
}
