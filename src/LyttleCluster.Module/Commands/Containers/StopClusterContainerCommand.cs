using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Stops containers.</summary>
[Cmdlet(VerbsLifecycle.Stop, "ClusterContainer", DefaultParameterSetName = ByContainer, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterContainer))]
public sealed class StopClusterContainerCommand : ChangeContainerCmdlet
{
    /// <summary>How many seconds its process may take to end before it is killed; its own setting unless given.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int? GraceSec { get; set; }

    /// <summary>Kill them at once.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ContainerChange<ClusterContainer> Request => new StopContainer { Grace = Seconds.From(GraceSec), Force = Force };
}
