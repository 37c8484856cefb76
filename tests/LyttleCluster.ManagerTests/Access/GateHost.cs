using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>The manager's gate, TLS and store, before routes of a test. With TLS, the CAs and certificates of <see cref="OpenSsl"/>.</summary>
internal sealed class GateHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly WebApplication _web;

    private GateHost(DirectoryInfo folder, LocalCluster cluster, ManagerAccess access, WebApplication web, StringWriter log, OpenSsl? ssl) =>
        (_folder, Cluster, Access, _web, Log, Ssl) = (folder, cluster, access, web, log, ssl);

    public LocalCluster Cluster { get; }

    public ManagerAccess Access { get; }

    public StringWriter Log { get; }

    public OpenSsl? Ssl { get; }

    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>On loopback without TLS.</summary>
    public static Task<GateHost> PlainAsync(params ManagerRoute[] routes) => StartAsync(routes, null, options => options);

    /// <summary>With TLS: <c>ca.pem</c> grants, <c>idca.pem</c> identifies, <c>server.pem</c> serves.</summary>
    public static async Task<GateHost> TlsAsync(IReadOnlyList<ManagerRoute> routes, Func<ManagerOptions, ManagerOptions>? change = null)
    {
        var ssl = new OpenSsl();
        ssl.Authority("ca");
        ssl.Authority("idca");
        ssl.Authority("stranger");
        ssl.Server("server", "ca");
        return await StartAsync(routes, ssl, options => (change ?? (same => same))(options with
        {
            Listen = new ListenAddress(true, IPAddress.Loopback, 0),
            AuthorityFile = ssl.PathOf("ca.pem"),
            IdentityAuthorityFile = ssl.PathOf("idca.pem"),
            CertificateFile = ssl.PathOf("server.pem"),
            KeyFile = ssl.PathOf("server.key"),
        }));
    }

    /// <summary>A route that answers who was let in.</summary>
    public static ManagerRoute Answering(string verb, string path, string? method) => new(verb, path, method, context => context.Response.WriteAsync($"{context.Caller().Name}"));

    /// <summary>A client without anything to show.</summary>
    public HttpClient Client() => Client(new SocketsHttpHandler());

    /// <summary>A client with a certificate that lies in the folder.</summary>
    public HttpClient Client(string certificate, params string[] more)
    {
        var own = X509Certificate2.CreateFromPemFile(Ssl!.PathOf($"{certificate}.pem"), Ssl.PathOf($"{certificate}.key"));
        X509Certificate2Collection chain = [.. more.Select(name => X509CertificateLoader.LoadCertificateFromFile(Ssl.PathOf($"{name}.pem")))];
        var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true);
        return Client(handler);
    }

    /// <summary>A client with a token.</summary>
    public HttpClient ClientWithToken(string secret)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        return client;
    }

    public async Task<string> TokenAsync(string name, AccessRole? role = null, bool isJoin = false)
    {
        var made = await ApplyAsync(new NewToken { Name = name, Role = role, IsJoin = isJoin });
        return made.Secret.Reveal();
    }

    public async Task<TResult> ApplyAsync<TResult>(ChangeRequest<TResult> request)
    {
        var plan = await Cluster.Operations.PlanAsync(request, CancellationToken.None);
        TResult? last = default;
        await foreach (var answer in Cluster.Operations.ApplyAsync(plan, CancellationToken.None)) last = answer.IsValue ? answer.Value : throw answer.Failure!;
        return last!;
    }

    /// <summary>Writes a token into the store as no handler would make it.</summary>
    public async Task<string> StoredTokenAsync(string name, AccessRole role, DateTimeOffset expiresAt)
    {
        var secret = TokenSecret.Make().Reveal();
        var token = new AccessTokenDocument { Name = name, Hash = TokenSecret.HashOf(secret), Role = role, Owner = "test", CreatedAt = DateTimeOffset.UtcNow, ExpiresAt = expiresAt };
        await Cluster.Parts.Store.CommitAsync([DocumentWrite.Put(AccessTokenDocument.KeyOf(name), 0, token, StateJson.Default.AccessTokenDocument)], CancellationToken.None);
        await Cluster.Parts.Access.RefreshAsync(CancellationToken.None);
        return secret;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        await Access.DisposeAsync();
        await Cluster.DisposeAsync();
        _folder.Delete(recursive: true);
        Ssl?.Dispose();
    }

    private static async Task<GateHost> StartAsync(IReadOnlyList<ManagerRoute> routes, OpenSsl? ssl, Func<ManagerOptions, ManagerOptions> change)
    {
        var folder = Directory.CreateTempSubdirectory("lyttle-gate-");
        var log = new StringWriter();
        var options = change(new ManagerOptions { Listen = new ListenAddress(false, IPAddress.Loopback, 0), StateFile = Path.Combine(folder.FullName, "state.db") });
        var cluster = await LocalCluster.OpenAsync(StateFile.At(options.StateFile), TimeProvider.System, CancellationToken.None);
        var parts = new ManagerParts
        {
            Options = options,
            Cluster = cluster,
            Watch = new NothingWatched(),
            Lifecycle = new Lifecycle(TimeProvider.System),
            Log = new ServiceLog(TextWriter.Synchronized(log), options.LogFormat, TimeProvider.System),
        };
        var access = await ManagerAccess.StartAsync(parts, CancellationToken.None);
        var web = ManagerWeb.Build(parts, access.Tls);
        ManagerWeb.Map(web, [.. routes, .. access.Routes], access.Gate, new RunningCalls(parts.Lifecycle, parts.Time), parts);
        await web.StartAsync();
        return new GateHost(folder, cluster, access, web, log, ssl);
    }

    private HttpClient Client(SocketsHttpHandler handler)
    {
        handler.UseProxy = false;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        return new HttpClient(handler) { BaseAddress = Address };
    }
}
