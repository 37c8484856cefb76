using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Removes containers; that cannot be undone.</summary>
[Cmdlet(VerbsCommon.Remove, "ClusterContainer", DefaultParameterSetName = ByContainer, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterContainer))]
public sealed class RemoveClusterContainerCommand : ChangeContainerCmdlet
{
    /// <summary>Remove running ones too, killing them.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ContainerChange<ClusterContainer> Request => new RemoveContainer { Force = Force };
}
