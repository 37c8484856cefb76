using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Tls;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>The web server around the calls: Kestrel and routing, and nothing that is not used (the rest costs memory on every node).</summary>
internal static class AgentWeb
{
    public static WebApplication Build(ListenAddress address, AgentTls? tls, AgentLimits limits, ServiceLog log)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "lyttle-cluster" });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, UnattendedLifetime>();
        builder.Logging.AddProvider(new ServerWarnings(log)).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel.Limits, limits);
            kestrel.AddServerHeader = false;
            Listen(kestrel, address, tls);
        });
        return builder.Build();
    }

    public static void Map(WebApplication web, IReadOnlyList<AgentRoute> routes, Guard guard, Counters counters, AgentLimits limits, ServiceLog log, TimeProvider time)
    {
        var (failures, bodies) = (new Failures(log, time), new BodyLimit(limits, routes, time));
        web.Use((context, next) => CountAsync(context, next, counters));
        web.Use(CorrelationIds.UseAsync);
        web.Use(failures.UseAsync);
        web.Use(bodies.UseAsync);
        web.UseRouting();
        foreach (var route in routes) web.MapMethods(route.Pattern, [route.Method], guard.Before(route));
    }

    private static async Task CountAsync(HttpContext context, RequestDelegate next, Counters counters)
    {
        await next(context);
        counters.Answered(context.Response.StatusCode);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, AgentTls? tls)
    {
        if (address.Address is { } ip) kestrel.Listen(ip, address.Port, Configure);
        else kestrel.ListenLocalhost(address.Port, Configure);

        void Configure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            tls?.Use(listen);
        }
    }

    private static void Limit(KestrelServerLimits kestrel, AgentLimits limits)
    {
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestBodySize = limits.BodyBytes;
        kestrel.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.KeepAliveTimeout = limits.IdleTimeout;
    }
}
