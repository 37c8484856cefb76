using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows events as they happen.</summary>
[Cmdlet(VerbsCommon.Watch, "ClusterEvent")]
[OutputType(typeof(ClusterEvent))]
public sealed class WatchClusterEventCommand : EventCmdlet
{
    /// <summary>Ends after so many events.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxCount { get; set; }

    /// <summary>Ends after so many seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 4_294_967.0)]
    public double? WaitSec { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new EventWatch { Type = Type, Severity = Severity });
        Watch((cluster, token) => cluster.Events.WatchAsync(request, token), MaxCount, Seconds.From(WaitSec));
    }
}
