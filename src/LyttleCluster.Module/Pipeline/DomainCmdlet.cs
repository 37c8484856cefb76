using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>
/// A cmdlet that works on domains: <c>-Name</c> for what is typed, <c>-Domain</c> for what is piped, either on some nodes. A row that
/// tells of a domain on a node (an outcome, a difference) leads to that domain on that node.
/// </summary>
public abstract class DomainCmdlet : NodeCmdlet
{
    /// <summary>The set of parameters that takes domains by name.</summary>
    private protected const string ByName = "Name";

    /// <summary>The set of parameters that takes domains from the pipeline; the default one, so that objects bind first.</summary>
    private protected const string ByDomain = "Domain";

    private readonly DomainPlaces _places = new();
    private bool _piped;

    /// <summary>Names of domains, wildcards allowed; all domains unless given.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [DomainNameArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public virtual string[] Name { get; set; } = [];

    /// <summary>The domains: ClusterDomain objects, or names.</summary>
    [Parameter(ParameterSetName = ByDomain, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [DomainArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public virtual string[] Domain { get; set; } = [];

    /// <summary>The nodes; all of them unless given.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByDomain, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNull]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];

    /// <summary>What is typed as nothing must not mean every node; of a piped row an empty Node says that the row is about none.</summary>
    protected override void BeginProcessing()
    {
        if (IsBound(nameof(Node)) && (Node.Length == 0 || Node.Contains(""))) Fail(ModuleErrors.NodeGivenAsNothing());
    }

    /// <inheritdoc/>
    private protected override void Gather()
    {
        if (Domain.Length == 0)
        {
            base.Gather();
            return;
        }

        _piped = true;
        string[] nodes = [.. Node.Where(node => node.Length > 0)];
        foreach (var domain in Domain) _places.Add(domain, nodes);
    }

    /// <summary>What was typed or piped.</summary>
    private protected IReadOnlyList<DomainSelection> Selections => _piped ? _places.Selections() : [new DomainSelection(Nodes, Name)];

    /// <summary>Makes the requests that mean what was typed or piped, with what every request to nodes has.</summary>
    private protected IReadOnlyList<TCall> Select<TCall>(TCall request) where TCall : DomainCall =>
        [.. Selections.Select(selection => Call(request) with { Nodes = selection.Nodes, Names = selection.Names })];

    /// <summary>Makes the changes that mean what was typed or piped, with what every request to nodes has.</summary>
    private protected IReadOnlyList<DomainChange<T>> Select<T>(DomainChange<T> request) =>
        [.. Selections.Select(selection => Call(request) with { Nodes = selection.Nodes, Names = selection.Names })];

    /// <summary>Makes changes one after the other: two at once would wait for each other's locks, or find their plan outdated.</summary>
    private protected void ChangeInTurn<T>(IReadOnlyList<DomainChange<T>> requests, Action<T> take)
    {
        foreach (var request in requests) Change([request], take);
    }
}
