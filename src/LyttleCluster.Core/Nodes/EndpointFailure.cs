using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nodes;

/// <summary>How an attempt to reach an endpoint ended, told by its error.</summary>
internal static class EndpointFailure
{
    public static EndpointConnection ConnectionOf(ClusterException failure) => failure.ErrorId switch
    {
        // Our own key could not be opened, so nothing was asked.
        _ when failure.ErrorId.StartsWith("Sealed", StringComparison.Ordinal) || failure.ErrorId.StartsWith("StateKey", StringComparison.Ordinal) =>
            EndpointConnection.NotProbed,
        _ when failure.ErrorId.StartsWith("NginxApi", StringComparison.Ordinal) => NginxApiErrors.ConnectionOf(failure),
        _ => failure.Connection ?? EndpointConnection.Connected,
    };
}
