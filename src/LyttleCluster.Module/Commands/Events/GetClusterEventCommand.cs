using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Reads past events: those seen before, merged with those that each engine still knows.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterEvent")]
[OutputType(typeof(ClusterEvent))]
public sealed class GetClusterEventCommand : EventCmdlet
{
    /// <summary>Only events from then on; local time unless it says otherwise.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only events before.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Only the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new EventQuery { Type = Type, Severity = Severity, Since = Since, Until = Until, Newest = Newest });
        Emit((cluster, token) => cluster.Events.GetAsync(request, token));
    }
}
