using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Waits until containers are in a state, or well, and gives each as soon as it is.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ClusterContainer", DefaultParameterSetName = ByContainer)]
[OutputType(typeof(ClusterContainer))]
public sealed class WaitClusterContainerCommand : ChosenContainerCmdlet
{
    /// <summary>The states to wait for; one of them is enough. Running, unless this or -Healthy is given.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ContainerState[] State { get; set; } = [];

    /// <summary>Wait until it runs and its health check, where it has one, passes.</summary>
    [Parameter]
    public SwitchParameter Healthy { get; set; }

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double WaitSec { get; set; } = 300;

    private protected override void Act(ContainerSelection selection)
    {
        var states = State.Length > 0 || Healthy ? State : [ContainerState.Running];
        var request = Select(new ContainerWait { State = states, Healthy = Healthy, Wait = TimeSpan.FromSeconds(WaitSec) }, selection);
        Emit((cluster, token) => cluster.Containers.WaitAsync(request, token));
    }
}
