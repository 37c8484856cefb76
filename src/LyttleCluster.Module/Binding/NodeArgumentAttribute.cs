namespace LyttleCluster.Module;

/// <summary>A node by its name, by a wildcard, or as an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeArgumentAttribute : IdentityArgumentAttribute<ClusterNode, string>
{
    /// <inheritdoc/>
    protected override string FromName(string name) => name;

    /// <inheritdoc/>
    protected override string FromObject(ClusterNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Name;
    }

    /// <inheritdoc/>
    protected override string FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property(nameof(ClusterNode.Name));
    }
}
