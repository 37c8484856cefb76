using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Takes nodes out of the cluster; nothing on the hosts is touched.</summary>
[Cmdlet(VerbsCommon.Remove, "ClusterNode", DefaultParameterSetName = ByNode, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterNode))]
public sealed class RemoveClusterNodeCommand : ChosenNodeCmdlet
{
    /// <summary>Give back what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void Act() => Change([Call(new RemoveNode())], node =>
    {
        if (PassThru) WriteObject(node);
    });
}
