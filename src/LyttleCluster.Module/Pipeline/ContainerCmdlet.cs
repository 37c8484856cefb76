using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>A cmdlet that works on containers: piped ones, or those of a name on some nodes.</summary>
public abstract class ContainerCmdlet : NodeCmdlet
{
    /// <summary>The set of parameters that takes containers by name.</summary>
    private protected const string ByName = "Name";

    /// <summary>The set of parameters that takes containers from the pipeline; the default one, so that objects bind first.</summary>
    private protected const string ByContainer = "Container";

    private readonly HashSet<ContainerRef> _exact = [];
    private readonly HashSet<(string? Node, string Name)> _named = [];
    private WildcardPattern[]? _onlyNodes;
    private bool _piped;

    /// <summary>Names of containers, wildcards, or beginnings of ids (4 digits or more).</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [ContainerNameArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    public virtual string[] Name { get; set; } = [];

    /// <summary>The containers: ClusterContainer objects, or names.</summary>
    [Parameter(ParameterSetName = ByContainer, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ContainerArgument]
    [ValidateNotNullOrEmpty]
    public virtual ContainerArgument[] Container { get; set; } = [];

    /// <summary>The nodes the containers are on; all of them unless given.</summary>
    [Parameter(ParameterSetName = ByName, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ByContainer, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public override string[] Node { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsBound(nameof(Node))) _onlyNodes = [.. Node.Select(node => WildcardPattern.Get(node, WildcardOptions.IgnoreCase))];
    }

    /// <inheritdoc/>
    private protected override void Gather()
    {
        if (Container.Length == 0)
        {
            base.Gather();
            return;
        }

        _piped = true;
        foreach (var container in Container)
        {
            if (container.Exact is not { } exact) _named.UnionWith(Places(container.Name));
            else if (IsOnGivenNode(exact)) _exact.Add(exact);
        }
    }

    /// <inheritdoc/>
    private protected override void Act()
    {
        if (!_piped) Act(new ContainerSelection(Nodes, Name, []));
        else if (_exact.Count == 0 && IsOneRequest) Act(new ContainerSelection(NamedNodes, NamedNames, []));
        else if (Exactly() is { Count: > 0 } containers) Act(new ContainerSelection([], [], containers));
    }

    /// <summary>Does the work, for the containers that <paramref name="selection"/> names.</summary>
    private protected abstract void Act(ContainerSelection selection);

    /// <summary>Makes a request for the selected containers, with what every request to nodes has.</summary>
    private protected TCall Select<TCall>(TCall request, ContainerSelection selection) where TCall : ContainerCall =>
        Call(request) with { Nodes = selection.Nodes, Names = selection.Names, Containers = selection.Containers };

    /// <summary>Makes a change of the selected containers, with what every request to nodes has.</summary>
    private protected ContainerChange<T> Select<T>(ContainerChange<T> request, ContainerSelection selection) =>
        Call(request) with { Nodes = selection.Nodes, Names = selection.Names, Containers = selection.Containers };

    private string[] NamedNodes => [.. _named.Select(place => place.Node).OfType<string>().Distinct()];

    private string[] NamedNames => [.. _named.Select(place => place.Name).Distinct()];

    /// <summary>Whether the names, each on each of the nodes, are just what was named.</summary>
    private bool IsOneRequest => _named.Count > 0 && _named.Count == NamedNames.Length * Math.Max(1, NamedNodes.Length);

    private bool IsOnGivenNode(ContainerRef container) => _onlyNodes?.Any(pattern => pattern.IsMatch(container.Node)) ?? true;

    private IEnumerable<(string? Node, string Name)> Places(string name) =>
        Node.Length == 0 ? [(null, name)] : Node.Select(node => ((string?)node, name));

    /// <summary>The containers as they are called by their ids; those that were named only are looked up first.</summary>
    private List<ContainerRef> Exactly()
    {
        if (_named.Count > 0)
        {
            // A question for each node, so that a name that is missing there is said to be, though it may be found on another.
            var queries = _named.GroupBy(place => place.Node, StringComparer.OrdinalIgnoreCase).Select(places => Select(
                new ContainerQuery(), new ContainerSelection(places.Key is null ? [] : [places.Key], [.. places.Select(place => place.Name)], []))).ToList();
            Read(Each(queries, (cluster, query, token) => cluster.Containers.GetAsync(query, token)), found =>
            {
                _exact.Add(new ContainerRef(found.Node, found.Id, found.Name));
                return true;
            });
        }

        return [.. _exact];
    }
}
