using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Metrics;
using LyttleCluster.Service.Manager.Rest;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>The web server around the calls: Kestrel and routing.</summary>
internal static class ManagerWeb
{
    public static WebApplication Build(ManagerParts parts, ManagerTls? tls)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "lyttle-cluster" });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, UnattendedLifetime>();
        builder.Logging.AddProvider(new ServerWarnings(parts.Log)).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel.Limits, parts.Options.Limits);
            kestrel.AddServerHeader = false;
            Listen(kestrel, parts.Options.Listen, tls);
        });
        return builder.Build();
    }

    public static void Map(WebApplication web, IReadOnlyList<ManagerRoute> routes, Gate gate, RunningCalls calls, ManagerParts parts, ManagerRoute? notFound = null)
    {
        RestPipeline.Use(web, parts);
        StreamCount.Use(web, parts.Counters);
        web.Use(calls.RunAsync);
        web.UseRouting();
        if (notFound is not null) web.UseWhen(IsNowhere, nowhere => nowhere.Run(gate.Before(notFound)));
        foreach (var route in routes) web.MapMethods(route.Pattern, [route.Verb], gate.Before(route));
    }

    /// <summary>Whether somebody looks for a page that is not there; programs get their own words.</summary>
    private static bool IsNowhere(HttpContext context) =>
        context.GetEndpoint() is null && HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address, ManagerTls? tls)
    {
        if (address.Address is { } ip) kestrel.Listen(ip, address.Port, Configure);
        else kestrel.ListenLocalhost(address.Port, Configure);

        void Configure(ListenOptions listen)
        {
            // A browser opens six connections at most without HTTP/2, and each open page keeps one.
            listen.Protocols = tls is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            tls?.Use(listen);
        }
    }

    private static void Limit(KestrelServerLimits kestrel, ManagerLimits limits)
    {
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestBodySize = limits.BodyBytes;
        kestrel.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.KeepAliveTimeout = limits.IdleTimeout;
    }
}
