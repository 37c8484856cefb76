using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Measures once what running containers use.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterContainerUsage", DefaultParameterSetName = ByContainer)]
[OutputType(typeof(ClusterContainerUsage))]
public sealed class GetClusterContainerUsageCommand : ContainerCmdlet
{
    private protected override void Act(ContainerSelection selection)
    {
        var request = Select(new ContainerUsageQuery(), selection);
        Emit((cluster, token) => cluster.Containers.GetUsageAsync(request, token));
    }
}
