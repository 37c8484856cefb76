using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Takes nodes out of the cluster, or refuses agents that wait to become nodes; nothing on the hosts is touched.</summary>
[Cmdlet(VerbsCommon.Remove, "ClusterNode", DefaultParameterSetName = ByNode, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterNode), ParameterSetName = [ByNode, ByName])]
[OutputType(typeof(ClusterNodeCandidate), ParameterSetName = [ByJoinId])]
public sealed class RemoveClusterNodeCommand : ChosenNodeCmdlet
{
    private const string ByJoinId = "JoinId";

    /// <summary>Ids of agents that wait to be approved (or how they begin); they are refused.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByJoinId)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(JoinIdCompleter))]
    public string[] JoinId { get; set; } = [];

    /// <summary>Give back what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        if (ParameterSetName == ByJoinId) Change([new RefuseNode { JoinIds = JoinId }], Pass);
        else Change([Call(new RemoveNode())], Pass);
    }

    private void Pass(object removed)
    {
        if (PassThru) WriteObject(removed);
    }
}
