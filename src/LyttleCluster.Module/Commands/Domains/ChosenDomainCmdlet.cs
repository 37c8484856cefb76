using System.Management.Automation;
using LyttleCluster.Core;

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

    /// <summary>
    /// The names of the chosen domains, for what is about a domain as a whole: on which nodes it is wanted, and how it is there, only
    /// says which domains are meant. The nodes are asked for <paramref name="sync"/> alone.
    /// </summary>
    private protected string[] ChosenNames(DomainSync[] sync)
    {
        var selections = Selections;
        if (sync.Length == 0 && selections.All(selection => selection.Nodes.Count == 0))
            return [.. selections.SelectMany(selection => selection.Names)];

        var names = new List<string>();
        var queries = Select(new DomainQuery { Sync = sync, Cached = sync.Length == 0 });
        Read(Each(queries, (cluster, query, token) => cluster.Domains.GetAsync(query, token)), domain =>
        {
            names.Add(DomainPattern.Exactly(domain.Name));
            return true;
        });
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
