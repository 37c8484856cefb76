using System.Management.Automation;

namespace LyttleCluster.Module;

/// <summary>An address: a URI, or the endpoint of a node, so that nodes can be piped from one cluster into another.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EndpointArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject { BaseObject: ClusterEndpoint endpoint } => endpoint.Uri,
        ClusterEndpoint endpoint => endpoint.Uri,
        PSObject wrapped when wrapped.TypeNames.Contains("Deserialized." + typeof(ClusterEndpoint).FullName) => wrapped.Properties[nameof(ClusterEndpoint.Uri)]?.Value,
        _ => inputData,
    };
}
