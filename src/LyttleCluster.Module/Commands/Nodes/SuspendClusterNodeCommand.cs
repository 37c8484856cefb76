using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Takes nodes out of use: nothing new is placed there.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "ClusterNode", DefaultParameterSetName = ByNode, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterNode))]
public sealed class SuspendClusterNodeCommand : ChosenNodeCmdlet
{
    /// <summary>Wait until it is done.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double WaitSec { get; set; } = 300;

    /// <inheritdoc/>
    private protected override void Act()
    {
        var suspended = new List<ClusterNode>();
        Change([Call(new SuspendNode())], suspended.Add);
        if (!Wait || suspended.Count == 0)
        {
            WriteObject(suspended, enumerateCollection: true);
            return;
        }

        var wait = Call(new NodeWait { Status = [NodeStatus.Suspended], Wait = TimeSpan.FromSeconds(WaitSec) }) with { Nodes = [.. suspended.Select(node => node.Name)] };
        Emit((cluster, token) => cluster.Nodes.WaitAsync(wait, token));
    }
}
