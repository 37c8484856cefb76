using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Takes nodes into use again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "ClusterNode", DefaultParameterSetName = ByNode, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterNode))]
public sealed class ResumeClusterNodeCommand : ChosenNodeCmdlet
{
    /// <inheritdoc/>
    private protected override void Act() => Change([Call(new ResumeNode())], WriteObject);
}
