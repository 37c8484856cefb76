namespace LyttleCluster.Module;

/// <summary>Which domains a command is about, on which nodes: each of the names on each of the nodes.</summary>
/// <param name="Nodes">Names or wildcards of nodes; empty means all.</param>
/// <param name="Names">Names or wildcards of domains; empty means all.</param>
internal sealed record DomainSelection(IReadOnlyList<string> Nodes, IReadOnlyList<string> Names);
