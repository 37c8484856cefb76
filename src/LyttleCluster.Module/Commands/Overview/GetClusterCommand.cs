using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the whole cluster at a glance.</summary>
[Cmdlet(VerbsCommon.Get, "Cluster")]
[OutputType(typeof(ClusterSummary))]
public sealed class GetClusterCommand : ReachingCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var request = Call(new SummaryQuery());
        Emit((cluster, token) => cluster.Overview.GetAsync(request, token));
    }
}
