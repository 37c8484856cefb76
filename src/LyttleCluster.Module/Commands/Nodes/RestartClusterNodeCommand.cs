using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Reboots hosts through their agents.</summary>
[Cmdlet(VerbsLifecycle.Restart, "ClusterNode", DefaultParameterSetName = ByNode, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterNode))]
public sealed class RestartClusterNodeCommand : ChosenNodeCmdlet
{
    /// <summary>Wait until each host was started anew and all of its endpoints are well.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>How many seconds to wait.</summary>
    [Parameter]
    [ValidateRange(0.0, 31_536_000.0)]
    public double WaitSec { get; set; } = 600;

    /// <inheritdoc/>
    private protected override void Act() =>
        Change([Call(new RestartNode { Wait = Wait ? TimeSpan.FromSeconds(WaitSec) : null })], WriteObject);
}
