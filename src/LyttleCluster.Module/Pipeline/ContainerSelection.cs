using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Which containers a command is about: names on nodes, or exactly these.</summary>
/// <param name="Nodes">Names or wildcards of nodes; empty means all.</param>
/// <param name="Names">Names, wildcards or beginnings of ids; empty means all.</param>
/// <param name="Containers">Exactly these; the others are then empty.</param>
internal sealed record ContainerSelection(IReadOnlyList<string> Nodes, IReadOnlyList<string> Names, IReadOnlyList<ContainerRef> Containers);
