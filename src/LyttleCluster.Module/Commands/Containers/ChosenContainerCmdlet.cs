using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>A cmdlet of containers that never means all of them by itself: it has to be told which.</summary>
public abstract class ChosenContainerCmdlet : ContainerCmdlet
{
    /// <summary>Names of containers, wildcards, or beginnings of ids (4 digits or more).</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [ContainerNameArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    public override string[] Name { get; set; } = [];

    /// <summary>The containers: ClusterContainer objects, or names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByContainer, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ContainerArgument]
    [ValidateNotNullOrEmpty]
    public override ContainerArgument[] Container { get; set; } = [];
}
