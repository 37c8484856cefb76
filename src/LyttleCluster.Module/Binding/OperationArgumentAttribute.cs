namespace LyttleCluster.Module;

/// <summary>An operation by its id, or as an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OperationArgumentAttribute : IdentityArgumentAttribute<ClusterOperation, string>
{
    /// <inheritdoc/>
    protected override string FromName(string name) => name;

    /// <inheritdoc/>
    protected override string FromObject(ClusterOperation value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Id;
    }

    /// <inheritdoc/>
    protected override string FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return property(nameof(ClusterOperation.Id));
    }
}
