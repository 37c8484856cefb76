using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Tests whether a port of containers takes connections.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ClusterContainer", DefaultParameterSetName = ByContainer)]
[OutputType(typeof(ClusterCheck))]
public sealed class TestClusterContainerCommand : ChosenContainerCmdlet
{
    /// <summary>The port inside the container.</summary>
    [Parameter(Mandatory = true)]
    [ValidateRange(1, 65_535)]
    public int Port { get; set; }

    private protected override void Act(ContainerSelection selection)
    {
        var request = Select(new ContainerPortTest { Port = Port }, selection);
        Emit((cluster, token) => cluster.Containers.TestPortAsync(request, token));
    }
}
