using System.Net;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>Stands before every handler: who calls (401), may they (403), too often (429), in this order.</summary>
internal sealed class Guard(Authentication authentication, CallBudget budget, Counters counters, ServiceLog log, TimeProvider time)
{
    public RequestDelegate Before(AgentRoute route) => route.Right is { } right
        ? context => CheckAsync(context, right, route.Handler)
        : context => OpenAsync(context, route.Handler);

    private Task OpenAsync(HttpContext context, RequestDelegate handler)
    {
        // Whatever watches this host may look as often as it likes.
        if (AddressOf(context) is var address && IPAddress.IsLoopback(address)) return handler(context);
        return budget.Spend($"address:{address}") is { } seconds ? RefuseAsync(context, Refusal.RateLimited(seconds)) : handler(context);
    }

    private Task CheckAsync(HttpContext context, Right needed, RequestDelegate handler)
    {
        var (caller, refusal) = authentication.Find(context);
        if (caller is null) return RefuseAsync(context, budget.Spend($"failed:{AddressOf(context)}") is { } wait ? Refusal.RateLimited(wait) : refusal!);
        context.SetCaller(caller);
        if (caller.Right < needed) return RefuseAsync(context, Refusal.Forbidden(needed));
        return budget.Spend(caller.Subject) is { } seconds ? RefuseAsync(context, Refusal.RateLimited(seconds)) : handler(context);
    }

    private Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        counters.Refused(refusal.Code);
        log.Warn(
            $"Refused {context.Request.Method} {context.Request.Path}: {refusal.Message}",
            ("code", refusal.Code),
            ("address", AddressOf(context)),
            ("caller", context.CallerOrNull()?.Subject),
            ("correlationId", context.CorrelationId()));
        return context.RefuseAsync(refusal, time);
    }

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;
}
