namespace LyttleCluster.Module;

/// <summary>A container by its name, by a wildcard, by the beginning of its id, or as an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContainerArgumentAttribute : IdentityArgumentAttribute<ClusterContainer, ContainerArgument>
{
    /// <inheritdoc/>
    protected override ContainerArgument FromName(string name) => name;

    /// <inheritdoc/>
    protected override ContainerArgument FromObject(ClusterContainer value) => value;

    /// <inheritdoc/>
    protected override ContainerArgument FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return ContainerArgument.Exactly(
            property(nameof(ClusterContainer.Node)), property(nameof(ClusterContainer.Id)), property(nameof(ClusterContainer.Name)));
    }
}
