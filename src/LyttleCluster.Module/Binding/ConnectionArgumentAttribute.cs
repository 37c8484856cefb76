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
    protected override ClusterConnection FromProperties(Func<string, string> property, Func<string, string?> optional)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(optional);
        var kind = Enum.Parse<ConnectionKind>(property(nameof(ClusterConnection.Kind)));
        return kind == ConnectionKind.File
            ? new ClusterConnection { Kind = kind, Path = property(nameof(ClusterConnection.Path)), Forced = bool.Parse(property(nameof(ClusterConnection.Forced))) }
            : new ClusterConnection
            {
                Kind = kind,
                Uri = new Uri(property(nameof(ClusterConnection.Uri))),
                CertificatePath = optional(nameof(ClusterConnection.CertificatePath)),
                KeyPath = optional(nameof(ClusterConnection.KeyPath)),
                CACertificatePath = optional(nameof(ClusterConnection.CACertificatePath)),
                CertificateFingerprint = optional(nameof(ClusterConnection.CertificateFingerprint)),
                TokenFile = optional(nameof(ClusterConnection.TokenFile)),
                TokenId = optional(nameof(ClusterConnection.TokenId)) is { } id ? Guid.Parse(id) : null,
            };
    }
}
