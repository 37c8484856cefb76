using LyttleCluster.Core;
using LyttleCluster.Core.Access;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>What the pipeline found out about a call, for the handlers behind it.</summary>
internal static class ManagerCall
{
    private static readonly object CallerKey = new();
    private static readonly object ClusterKey = new();

    public static ClusterCaller Caller(this HttpContext context) => context.Items.TryGetValue(CallerKey, out var caller) ? (ClusterCaller)caller! : ClusterCaller.Anonymous;

    /// <summary>The cluster as this caller may use it: every use case checks their right, every change has their name.</summary>
    public static ICluster Cluster(this HttpContext context) => (ICluster)context.Items[ClusterKey]!;

    public static void SetCaller(this HttpContext context, ClusterCaller caller, ICluster cluster) =>
        (context.Items[CallerKey], context.Items[ClusterKey]) = (caller, cluster);
}
