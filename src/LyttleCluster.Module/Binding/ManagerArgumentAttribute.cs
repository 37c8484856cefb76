using System.Globalization;
using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>Managers of this machine, as <c>Get-ClusterManager</c> or a job gave them.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ManagerArgumentAttribute : IdentityArgumentAttribute<ClusterManager, ClusterManager>
{
    /// <inheritdoc/>
    protected override ClusterManager FromName(string name) => throw Refuse(name);

    /// <inheritdoc/>
    protected override ClusterManager FromObject(ClusterManager value) => value;

    /// <inheritdoc/>
    protected override ClusterManager FromProperties(Func<string, string> property, Func<string, string?> optional)
    {
        ArgumentNullException.ThrowIfNull(property);
        ArgumentNullException.ThrowIfNull(optional);
        return new ClusterManager
        {
            Status = Enum.Parse<ManagerStatus>(property(nameof(ClusterManager.Status))),
            StatePath = property(nameof(ClusterManager.StatePath)),
            ProcessId = optional(nameof(ClusterManager.ProcessId)) is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : null,
        };
    }
}
