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
        var names = Names();
        if (names.Length == 0) return;
        Change([Call(new RemoveDomain { Names = names }) with { Nodes = [] }], domain =>
        {
            if (PassThru) WriteObject(domain);
        });
    }

    /// <summary>A domain is removed as a whole: which nodes have it, and how, only says which domains are meant.</summary>
    private string[] Names()
    {
        var selections = Selections;
        if (Sync.Length == 0 && selections.All(selection => selection.Nodes.Count == 0))
            return [.. selections.SelectMany(selection => selection.Names)];

        var names = new List<string>();
        var queries = Select(new DomainQuery { Sync = Sync, Cached = Sync.Length == 0 });
        Read(Each(queries, (cluster, query, token) => cluster.Domains.GetAsync(query, token)), domain =>
        {
            names.Add(DomainPattern.Exactly(domain.Name));
            return true;
        });
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
