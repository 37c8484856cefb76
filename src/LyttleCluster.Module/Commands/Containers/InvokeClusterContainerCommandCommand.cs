using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Runs a command inside containers, and gives its exit code and what it wrote.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ClusterContainerCommand", DefaultParameterSetName = ByContainer, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterCommandResult))]
public sealed class InvokeClusterContainerCommandCommand : ChosenContainerCmdlet
{
    /// <summary>The command and its arguments, as they are: no shell is involved.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByName)]
    [Parameter(Mandatory = true, ParameterSetName = ByContainer)]
    [ValidateNotNullOrEmpty]
    public string[] Command { get; set; } = [];

    private protected override void Act(ContainerSelection selection) =>
        Change([Select(new InvokeContainerCommand { Command = Command }, selection)], WriteObject);
}
