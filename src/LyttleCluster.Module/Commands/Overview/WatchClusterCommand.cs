using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the whole cluster at a glance, again whenever it changes.</summary>
[Cmdlet(VerbsCommon.Watch, "Cluster")]
[OutputType(typeof(ClusterSummary))]
public sealed class WatchClusterCommand : ReachingCmdlet
{
    /// <summary>How often the nodes are asked, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.1, 86_400.0)]
    public double IntervalSec { get; set; } = 5;

    /// <summary>Ends after so many objects.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCount { get; set; }

    /// <summary>Ends after so many seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 4_294_967.0)]
    public double? WaitSec { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = Call(new SummaryWatch { Interval = TimeSpan.FromSeconds(IntervalSec) });
        Watch((cluster, token) => cluster.Overview.WatchAsync(request, token), MaxCount, Seconds.From(WaitSec));
    }
}
