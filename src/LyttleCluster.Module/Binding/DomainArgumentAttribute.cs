namespace LyttleCluster.Module;

/// <summary>
/// A domain from the pipeline: its name, or an object. <c>*.example.com</c> means the domain of that name alone: a row that tells of it
/// must never lead to all the domains below it. Other wildcards are wildcards.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DomainArgumentAttribute : IdentityArgumentAttribute<ClusterDomain, string>
{
    /// <inheritdoc/>
    protected override string FromName(string name) => DomainPattern.Exactly(name);

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
