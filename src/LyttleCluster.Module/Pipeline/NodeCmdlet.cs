using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>
/// A cmdlet that speaks to nodes. What the pipeline gives is gathered, and the nodes are spoken to at once when it is
/// complete: two hundred piped nodes take as long as the slowest of them, not as long as all of them.
/// </summary>
public abstract class NodeCmdlet : ReachingCmdlet
{
    private readonly List<string> _nodes = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private bool _called;

    /// <summary>The nodes: names, wildcards, or ClusterNode objects; all of them unless given.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [NodeArgument]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeCompleter))]
    public virtual string[] Node { get; set; } = [];

    /// <summary>The gathered nodes.</summary>
    private protected IReadOnlyList<string> Nodes => _nodes;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _called = true;
        Gather();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // An empty pipeline names no nodes; without this it would mean all of them.
        if (_called) Act();
    }

    /// <summary>Takes what this record names.</summary>
    private protected virtual void Gather() => Add(Node);

    /// <summary>Adds names that are not gathered yet.</summary>
    private protected void Add(IEnumerable<string> names) => _nodes.AddRange(names.Where(_known.Add));

    /// <summary>Does the work, for everything that was gathered.</summary>
    private protected abstract void Act();

    /// <inheritdoc/>
    private protected override TCall Call<TCall>(TCall request) => base.Call(request) with { Nodes = Nodes };
}
