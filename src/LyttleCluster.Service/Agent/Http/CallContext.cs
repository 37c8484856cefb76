using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>What the pipeline found out about a call, for the handlers behind it.</summary>
internal static class CallContext
{
    private static readonly object CallerKey = new();

    public static Caller Caller(this HttpContext context) => (Caller)context.Items[CallerKey]!;

    public static Caller? CallerOrNull(this HttpContext context) => context.Items.TryGetValue(CallerKey, out var caller) ? (Caller?)caller : null;

    public static void SetCaller(this HttpContext context, Caller caller) => context.Items[CallerKey] = caller;

    /// <summary>Who asks, as logs and releases keep it.</summary>
    public static PublishCaller PublishCaller(this HttpContext context) => new(context.Caller().Subject, context.CorrelationId());
}
