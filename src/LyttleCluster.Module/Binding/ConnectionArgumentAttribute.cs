using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>One connection, as <c>Connect-Cluster</c> or a job gave it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ConnectionArgumentAttribute : IdentityArgumentAttribute<ClusterConnection, ClusterConnection>
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        base.Transform(engineIntrinsics, inputData) is ClusterConnection[] { Length: 1 } one ? one[0] : throw Refuse(inputData);

    /// <inheritdoc/>
    protected override ClusterConnection FromName(string name) => throw Refuse(name);

    /// <inheritdoc/>
    protected override ClusterConnection FromObject(ClusterConnection value) => value;

    /// <inheritdoc/>
    protected override ClusterConnection FromProperties(Func<string, string> property)
    {
        ArgumentNullException.ThrowIfNull(property);
        return new ClusterConnection { Kind = Enum.Parse<ConnectionKind>(property(nameof(ClusterConnection.Kind))), Path = property(nameof(ClusterConnection.Path)) };
    }
}
