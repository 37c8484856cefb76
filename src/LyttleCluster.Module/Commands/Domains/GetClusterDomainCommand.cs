using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the domains, where they lead, and what the nodes have of them.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterDomain", DefaultParameterSetName = ByDomain)]
[OutputType(typeof(ClusterDomain))]
public sealed class GetClusterDomainCommand : DomainCmdlet
{
    /// <summary>Only domains that are so.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DomainSync[] Sync { get; set; } = [];

    /// <summary>Show what was last published, without asking the nodes.</summary>
    [Parameter]
    public SwitchParameter Cached { get; set; }

    /// <inheritdoc/>
    private protected override void Act() =>
        Emit(Each(Select(new DomainQuery { Sync = Sync, Cached = Cached }), (cluster, query, token) => cluster.Domains.GetAsync(query, token)));
}
