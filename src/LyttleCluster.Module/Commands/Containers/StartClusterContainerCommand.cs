using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Starts containers.</summary>
[Cmdlet(VerbsLifecycle.Start, "ClusterContainer", DefaultParameterSetName = ByContainer, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterContainer))]
public sealed class StartClusterContainerCommand : ChangeContainerCmdlet
{
    private protected override ContainerChange<ClusterContainer> Request => new StartContainer();
}
