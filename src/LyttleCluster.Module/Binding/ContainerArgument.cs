using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>What the parameter <c>-Container</c> holds: one container without doubt, or a name, a wildcard or an id's beginning.</summary>
public sealed record ContainerArgument
{
    private ContainerArgument(string name, ContainerRef? exact)
    {
        Name = name;
        Exact = exact;
    }

    /// <summary>The name, wildcard or beginning of an id.</summary>
    public string Name { get; }

    /// <summary>The one container that is meant; null when there is only a name.</summary>
    internal ContainerRef? Exact { get; }

    /// <summary>A container by its name.</summary>
    public static ContainerArgument Named(string name) => new(name, null);

    /// <summary>One container of one node.</summary>
    public static ContainerArgument Exactly(string node, string id, string name) => new(name, new ContainerRef(node, id, name));

    /// <summary>A container by its name; PowerShell's own way here, which a mock of a cmdlet takes.</summary>
    public static implicit operator ContainerArgument(string name) => Named(name);

    /// <summary>A container as an object; PowerShell's own way here, which a mock of a cmdlet takes.</summary>
    public static implicit operator ContainerArgument(ClusterContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return Exactly(container.Node, container.Id, container.Name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
