using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>A cmdlet that changes containers and, asked to, gives them back.</summary>
public abstract class ChangeContainerCmdlet : ChosenContainerCmdlet
{
    /// <summary>Give back the containers as they are afterwards.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is to be done.</summary>
    private protected abstract ContainerChange<ClusterContainer> Request { get; }

    /// <inheritdoc/>
    private protected override void Act(ContainerSelection selection) => Change([Select(Request, selection)], container =>
    {
        if (PassThru) WriteObject(container);
    });
}
