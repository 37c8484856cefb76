using LyttleCluster.Core.Access;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>The web server around the calls: Kestrel and routing.</summary>
internal static class ManagerWeb
{
    public static WebApplication Build(ManagerParts parts)
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
            Listen(kestrel, parts.Options.Listen);
        });
        return builder.Build();
    }

    public static void Map(WebApplication web, IReadOnlyList<ManagerRoute> routes, ManagerParts parts)
    {
        var local = new ClusterCaller { Name = "local", Proof = CallerProof.Loopback, Methods = ["*"] };
        web.Use((context, next) =>
        {
            context.SetCaller(local, new GuardedCluster(parts.Cluster, local, parts.Cluster.Parts.Owners, witness: null));
            return next(context);
        });
        web.UseRouting();
        foreach (var route in routes) web.MapMethods(route.Pattern, [route.Verb], route.Handler);
    }

    private static void Listen(KestrelServerOptions kestrel, ListenAddress address)
    {
        if (address.Address is { } ip) kestrel.Listen(ip, address.Port);
        else kestrel.ListenLocalhost(address.Port);
    }

    private static void Limit(KestrelServerLimits kestrel, ManagerLimits limits)
    {
        kestrel.MaxConcurrentConnections = limits.Connections;
        kestrel.MaxRequestBodySize = limits.BodyBytes;
        kestrel.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.KeepAliveTimeout = limits.IdleTimeout;
    }
}
