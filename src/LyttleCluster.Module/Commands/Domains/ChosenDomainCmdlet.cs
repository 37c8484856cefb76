using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>A cmdlet of domains that never means all of them by itself: it has to be told which.</summary>
public abstract class ChosenDomainCmdlet : DomainCmdlet
{
    /// <summary>Names of domains, wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByName)]
    [DomainNameArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public override string[] Name { get; set; } = [];

    /// <summary>The domains: ClusterDomain objects, or names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByDomain, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [DomainArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public override string[] Domain { get; set; } = [];
}
