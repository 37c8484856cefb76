namespace LyttleCluster.Module;

/// <summary>A container's name. An object is refused: its name alone would lead to every node that has a container of that name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ContainerNameArgumentAttribute : IdentityArgumentAttribute<ClusterContainer, string>
{
    /// <inheritdoc/>
    protected override string FromName(string name) => name;

    /// <inheritdoc/>
    protected override string FromObject(ClusterContainer value) => throw Refuse(value);

    /// <inheritdoc/>
    protected override string FromProperties(Func<string, string> property) => throw Refuse(property);
}
