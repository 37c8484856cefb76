using System.Net.Sockets;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Endpoints;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Operations;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Agent.Tls;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LyttleCluster.Service.Agent;

/// <summary>The agent while it runs: puts its parts together, listens, and stops in order.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    private readonly AgentOptions _options;
    private readonly AgentParts _parts;
    private readonly Lifecycle _lifecycle;
    private readonly ReloadOperations _operations;
    private readonly AddressWatch _addresses;
    private readonly WebApplication _web;

    private AgentServer(AgentOptions options, AgentParts parts)
    {
        (_options, _parts) = (options, parts);
        var (log, time) = (parts.Log, parts.Time);
        _lifecycle = new Lifecycle(time);
        var keys = new ApiKeys(options.ApiKeyFile, log);
        var callers = options.AuthorityFile is { } file ? CallerCertificates.FromFile(file, time) : null;
        var tls = options.Listen.IsTls ? new AgentTls(new ServerCertificate(options.CertificateFile!, options.KeyFile!, log), callers) : null;
        var identity = AgentIdentity.Of(parts.Data, time);
        var counters = new Counters();
        var publisher = new EntryPublisher(parts.Nginx, options.Publishing, parts.Resolver ?? NameResolver.OfThisHost(time), counters, log, time);
        var certificates = EntryPublisher.CertificatesOf(options.Publishing, parts.Nginx.Place, time);
        _operations = new ReloadOperations(new OperationFile(parts.Data.OperationsFile, log), publisher, identity.InstanceId, log, time);
        _addresses = new AddressWatch(publisher, log, time);
        var tokens = new BearerTokens(time);
        var authentication = new Authentication(keys, tokens, callers);
        if (!authentication.IsPossible) log.Warn($"No credential is known: only health and metrics are answered. Give {AgentFlags.ApiKeyFile.Option} FILE.");
        Routes =
        [
            .. new Health(parts.Nginx, certificates, _lifecycle, time).Routes,
            .. new MetricsCalls(parts.Nginx, counters, _lifecycle).Routes,
            .. new Auth(authentication, tokens, time).Routes,
            .. new NginxCalls(parts.Nginx, publisher, time).Routes,
            .. new ProxyCalls(parts.Nginx, publisher, time).Routes,
            .. new ReleaseCalls(parts.Nginx, publisher, time).Routes,
            .. new CertificateCalls(parts.Nginx, certificates, time).Routes,
            .. new LogCalls(parts.Nginx, time).Routes,
            .. new ClusterCalls(_operations, identity, options.Listen, time).Routes,
            .. new NodeCalls(new HostReader(parts.Reboot is not null, time), parts.Reboot, log, time).Routes,
        ];
        _web = AgentWeb.Build(options, tls, log);
        AgentWeb.Map(_web, Routes, new Guard(authentication, new CallBudget(options.Limits, time), counters, log, time), counters, options.Limits, log, time);
    }

    /// <summary>Every call there is.</summary>
    public IReadOnlyList<AgentRoute> Routes { get; }

    /// <summary>Where it really listens, with the port it got.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<AgentServer> StartAsync(AgentOptions options, AgentParts parts, CancellationToken cancellationToken)
    {
        var server = new AgentServer(options, parts);
        try
        {
            await server._web.StartAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            await server.DisposeAsync();
            throw WhyNotListening(options.Listen, failure) ?? failure;
        }

        server._addresses.Start();
        server._lifecycle.Run();
        parts.Log.Info("The agent listens.", ("address", server.Address), ("version", Roles.Version), ("data", options.DataFolder));
        return server;
    }

    /// <summary>Takes nothing new, and lets what began come to its end within the limit.</summary>
    /// <param name="signal">Which signal asked for it, for the health calls that still come.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    /// <returns>Whether all came to its end.</returns>
    public async Task<bool> StopAsync(string? signal, CancellationToken cancellationToken)
    {
        _lifecycle.Stop(signal);
        _parts.Log.Info("The agent stops.", ("signal", signal));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Limits.StopTimeout);
        try
        {
            await Task.WhenAll(_operations.StopAsync(limit.Token), _addresses.StopAsync(limit.Token), _web.StopAsync(limit.Token));
            return !limit.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            _parts.Log.Error("The agent stopped while something was under way: a reload then counts as not known.");
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _addresses.DisposeAsync();
        _operations.Dispose();
    }

    private static ClusterException? WhyNotListening(ListenAddress listen, Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } => ServiceErrors.PortTaken(listen, PortHolder.Find(listen.Port)),
        SocketException socket => ServiceErrors.CannotListen(listen, socket.Message),
        IOException { InnerException: SocketException socket } => ServiceErrors.CannotListen(listen, socket.Message),
        _ => null,
    };
}
