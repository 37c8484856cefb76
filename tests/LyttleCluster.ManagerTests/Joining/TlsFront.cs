using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Manager;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>The calls of a manager behind TLS with the certificate that a test says, as behind a proxy that ends TLS.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly WebApplication _web;

    private TlsFront(WebApplication web) => _web = web;

    public Uri Uri => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<TlsFront> StartAsync(ManagerServer manager, X509Certificate2 certificate)
    {
        var context = SslStreamCertificateContext.Create(certificate, [], offline: true);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = context }),
        })));
        var web = builder.Build();
        web.UseRouting();
        foreach (var route in manager.Routes.Where(route => route.Pattern.StartsWith("/join/", StringComparison.Ordinal))) web.MapMethods(route.Pattern, [route.Verb], route.Handler);
        await web.StartAsync();
        return new TlsFront(web);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
