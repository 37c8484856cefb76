using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Takes domains out of what is wanted; the nodes lose them with the next publish.</summary>
[Cmdlet(VerbsCommon.Remove, "ClusterDomain", DefaultParameterSetName = ByDomain, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(ClusterDomain))]
public sealed class RemoveClusterDomainCommand : ChosenDomainCmdlet
{
    /// <summary>Only domains that are so.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DomainSync[] Sync { get; set; } = [];

    /// <summary>Give back what was removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void Act()
    {
        var names = ChosenNames(Sync);
        if (names.Length == 0) return;
        Change([Call(new RemoveDomain { Names = names }) with { Nodes = [] }], domain =>
        {
            if (PassThru) WriteObject(domain);
        });
    }
}
