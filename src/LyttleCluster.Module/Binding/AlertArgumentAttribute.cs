namespace LyttleCluster.Module;

/// <summary>An alert as an object; a name would not say which of its two halves it is.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AlertArgumentAttribute : IdentityArgumentAttribute<ClusterAlert, AlertIdentity>
{
    /// <inheritdoc/>
    protected override AlertIdentity FromName(string name) => throw Refuse(name);

    /// <inheritdoc/>
    protected override AlertIdentity FromObject(ClusterAlert value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return AlertIdentity.Of(value.Rule, value.Target);
    }

    /// <inheritdoc/>
    protected override AlertIdentity FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return AlertIdentity.Of(property(nameof(ClusterAlert.Rule)), property(nameof(ClusterAlert.Target)));
    }
}
