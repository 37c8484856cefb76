using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>The address of a manager: a URI, or the manager that <c>Start-</c> or <c>Get-ClusterManager</c> gave.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ManagerUriArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject { BaseObject: ClusterManager manager } => manager.Uri,
        ClusterManager manager => manager.Uri,
        _ => inputData,
    };
}
