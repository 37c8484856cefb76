using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Reads the logs of containers: several are merged by time.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterContainerLog", DefaultParameterSetName = ByContainer)]
[OutputType(typeof(ClusterLogEntry))]
public sealed class GetClusterContainerLogCommand : ContainerCmdlet
{
    /// <summary>Only the last lines of each container.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>Only lines from then on; local time unless it says otherwise.</summary>
    [Parameter]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only lines before.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>Go on with new lines until stopped.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Only this stream.</summary>
    [Parameter]
    public LogStream? Stream { get; set; }

    private protected override void Act(ContainerSelection selection)
    {
        var query = new ContainerLogQuery { Tail = Tail, Since = Since, Until = Until, Follow = Follow, Stream = Stream };
        var request = Select(query, selection);
        Emit((cluster, token) => cluster.Containers.ReadLogAsync(request, token));
    }
}
