using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Restarts containers.</summary>
[Cmdlet(VerbsLifecycle.Restart, "ClusterContainer", DefaultParameterSetName = ByContainer, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterContainer))]
public sealed class RestartClusterContainerCommand : ChangeContainerCmdlet
{
    /// <summary>How many seconds its process may take to end before it is killed; its own setting unless given.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int? GraceSec { get; set; }

    /// <summary>Kill them at once.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override ContainerChange<ClusterContainer> Request => new RestartContainer { Grace = Force ? TimeSpan.Zero : Seconds.From(GraceSec) };
}
