namespace LyttleCluster.Module;

/// <summary>A right that was granted, as an object alone: a name could be that of a user or of a group.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AccessArgumentAttribute : IdentityArgumentAttribute<ClusterAccess, AccessTarget>
{
    /// <inheritdoc/>
    protected override AccessTarget FromName(string name) => throw Refuse(name);

    /// <inheritdoc/>
    protected override AccessTarget FromObject(ClusterAccess value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new AccessTarget(value.Kind, value.Name);
    }

    /// <inheritdoc/>
    protected override AccessTarget FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return new AccessTarget(Enum.Parse<AccessKind>(property(nameof(ClusterAccess.Kind))), property(nameof(ClusterAccess.Name)));
    }
}
