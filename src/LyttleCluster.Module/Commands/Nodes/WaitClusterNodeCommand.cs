using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Waits until nodes have a status, and gives each as soon as it has.</summary>
[Cmdlet(VerbsLifecycle.Wait, "ClusterNode", DefaultParameterSetName = ByNode)]
[OutputType(typeof(ClusterNode))]
public sealed class WaitClusterNodeCommand : NamedNodeCmdlet
{
    /// <summary>The statuses to wait for; one of them is enough.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public NodeStatus[] Status { get; set; } = [NodeStatus.Ready];

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double WaitSec { get; set; } = 300;

    /// <inheritdoc/>
    private protected override void Act()
    {
        var request = Call(new NodeWait { Status = Status, Wait = TimeSpan.FromSeconds(WaitSec) });
        Emit((cluster, token) => cluster.Nodes.WaitAsync(request, token));
    }
}
