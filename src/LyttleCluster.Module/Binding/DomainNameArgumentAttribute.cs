namespace LyttleCluster.Module;

/// <summary>A domain as it is typed: its name or a wildcard, passed on as it stands, or an object.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DomainNameArgumentAttribute : IdentityArgumentAttribute<ClusterDomain, string>
{
    /// <inheritdoc/>
    protected override string FromName(string name) => name;

    /// <inheritdoc/>
    protected override string FromObject(ClusterDomain value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return DomainPattern.Exactly(value.Name);
    }

    /// <inheritdoc/>
    protected override string FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return DomainPattern.Exactly(property(nameof(ClusterDomain.Name)));
    }
}
