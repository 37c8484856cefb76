using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Access;
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

    public static void Map(WebApplication web, IReadOnlyList<ManagerRoute> routes, Gate gate, ManagerParts parts)
    {
        RestPipeline.Use(web, parts);
        web.UseRouting();
        foreach (var route in routes) web.MapMethods(route.Pattern, [route.Verb], gate.Before(route));
    }

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
