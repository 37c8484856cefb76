namespace LyttleCluster.Module;

/// <summary>A token by its name, or as an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TokenArgumentAttribute : IdentityArgumentAttribute<ClusterToken, string>
{
    /// <inheritdoc/>
    protected override string FromName(string name) => name;

    /// <inheritdoc/>
    protected override string FromObject(ClusterToken value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Name;
    }

    /// <inheritdoc/>
    protected override string FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property(nameof(ClusterToken.Name));
    }
}
