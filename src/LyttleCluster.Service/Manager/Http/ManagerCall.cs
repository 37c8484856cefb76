using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Service.Manager.Access;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>What the pipeline found out about a call, for the handlers behind it.</summary>
internal static class ManagerCall
{
    private static readonly object CallerKey = new();
    private static readonly object ClusterKey = new();
    private static readonly object SessionKey = new();
    private static readonly object EndKey = new();

    public static ClusterCaller Caller(this HttpContext context) => context.Items.TryGetValue(CallerKey, out var caller) ? (ClusterCaller)caller! : ClusterCaller.Anonymous;

    /// <summary>The cluster as this caller may use it: every use case checks their right, every change has their name.</summary>
    public static ICluster Cluster(this HttpContext context) => (ICluster)context.Items[ClusterKey]!;

    public static void SetCaller(this HttpContext context, ClusterCaller caller, ICluster cluster) =>
        (context.Items[CallerKey], context.Items[ClusterKey]) = (caller, cluster);

    /// <summary>Whether this caller may use a method at all; where owners may, whether on something with these owners. For pages, which show only what can be done.</summary>
    public static bool May(this HttpContext context, string method, params IReadOnlyList<string> owners) => AccessRule.May(context.Caller(), method, owners);

    /// <summary>Cancelled when the manager stops and waits no longer; a caller who leaves does not matter to it.</summary>
    public static CancellationToken End(this HttpContext context) => context.Items.TryGetValue(EndKey, out var end) ? (CancellationToken)end! : CancellationToken.None;

    public static void SetEnd(this HttpContext context, CancellationToken end) => context.Items[EndKey] = end;

    /// <summary>The session of the browser; null: the caller is known otherwise.</summary>
    public static BrowserSession? Session(this HttpContext context) => context.Items.TryGetValue(SessionKey, out var session) ? (BrowserSession?)session : null;

    public static void SetSession(this HttpContext context, BrowserSession? session) => context.Items[SessionKey] = session;
}
