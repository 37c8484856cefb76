using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Breaks locks that a process left behind which is gone.</summary>
[Cmdlet(VerbsCommon.Unlock, "Cluster", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterLock))]
public sealed class UnlockClusterCommand : ConnectedCmdlet
{
    /// <summary>Names of locks, wildcards allowed; those whose time is over unless given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Break locks too whose time is not over: their holder may be at work.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Give back the broken locks.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Change([new BreakLock { Names = Name, Force = Force }], broken =>
    {
        if (PassThru) WriteObject(broken);
    });
}
