using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Measures again and again what running containers use.</summary>
[Cmdlet(VerbsCommon.Watch, "ClusterContainerUsage", DefaultParameterSetName = ByContainer)]
[OutputType(typeof(ClusterContainerUsage))]
public sealed class WatchClusterContainerUsageCommand : ContainerCmdlet
{
    /// <summary>How often to measure, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.1, 86_400.0)]
    public double IntervalSec { get; set; } = 2;

    /// <summary>Ends after so many objects.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCount { get; set; }

    /// <summary>Ends after so many seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 4_294_967.0)]
    public double? WaitSec { get; set; }

    private protected override void Act(ContainerSelection selection)
    {
        var request = Select(new ContainerUsageQuery { Interval = TimeSpan.FromSeconds(IntervalSec) }, selection);
        Watch((cluster, token) => cluster.Containers.GetUsageAsync(request, token), MaxCount, Seconds.From(WaitSec));
    }
}
