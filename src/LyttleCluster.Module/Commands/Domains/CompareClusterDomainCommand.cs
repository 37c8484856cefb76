using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows what is wanted of domains beside what the nodes have and what their nginx really answers.</summary>
[Cmdlet(VerbsData.Compare, "ClusterDomain", DefaultParameterSetName = ByDomain)]
[OutputType(typeof(ClusterDomainDifference))]
public sealed class CompareClusterDomainCommand : DomainCmdlet
{
    /// <inheritdoc/>
    private protected override void Act() =>
        Emit(Each(Select(new DomainComparison()), (cluster, comparison, token) => cluster.Domains.CompareAsync(comparison, token)));
}
