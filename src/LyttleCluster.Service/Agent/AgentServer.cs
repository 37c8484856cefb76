using System.Net.Sockets;
using System.Text.Json;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Endpoints;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Operations;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Agent.Tls;
using LyttleCluster.Service.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LyttleCluster.Service.Agent;

/// <summary>The agent while it runs: puts its parts together, listens, and stops in order.</summary>
internal sealed class AgentServer : IAsyncDisposable
{
    /// <summary>How long calls that are under way may take when it changes to https; a reload goes on without its caller.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private readonly AgentOptions _options;
    private readonly AgentParts _parts;
    private readonly Lifecycle _lifecycle;
    private readonly ReloadOperations _operations;
    private readonly AddressWatch _addresses;
    private readonly CallerTrust _callers;
    private readonly HostReader _host;
    private readonly JoinFolder _folder;
    private readonly JoinKeeper? _joining;
    private readonly Action<WebApplication> _map;
    private WebApplication _web;
    private bool _isTls;

    private AgentServer(AgentOptions options, AgentParts parts)
    {
        (_options, _parts) = (options, parts);
        var (log, time) = (parts.Log, parts.Time);
        _lifecycle = new Lifecycle(time);
        var keys = new ApiKeys(options.ApiKeyFile, log);
        _callers = new CallerTrust(options.AuthorityFile is { } file ? CallerCertificates.FromFile(file, time) : null);
        var identity = AgentIdentity.Of(parts.Data, time);
        var counters = new Counters();
        var publisher = new EntryPublisher(parts.Nginx, options.Publishing, parts.Resolver ?? NameResolver.OfThisHost(time), counters, log, time);
        var certificates = EntryPublisher.CertificatesOf(options.Publishing, parts.Nginx.Place, time);
        _operations = new ReloadOperations(new OperationFile(parts.Data.OperationsFile, log), publisher, identity.InstanceId, log, time);
        _addresses = new AddressWatch(publisher, log, time);
        _host = new HostReader(parts.Reboot is not null, time);
        _folder = new JoinFolder(options.DataFolder, options.Join?.OnStep);
        _joining = options.Join is { } join ? new JoinKeeper(join, _folder, new JoinHost(AnnouncedAddress, Facts, SystemName, UseAsync), log, time) : null;
        var tokens = new BearerTokens(time);
        var authentication = new Authentication(keys, tokens, _callers);
        if (!authentication.IsPossible && _joining is null) log.Warn($"No credential is known: only health and metrics are answered. Give {AgentFlags.ApiKeyFile.Option} FILE.");
        Routes =
        [
            .. new Health(parts.Nginx, certificates, _lifecycle, () => _joining?.Status, time).Routes,
            .. new MetricsCalls(parts.Nginx, counters, _lifecycle).Routes,
            .. new Auth(authentication, tokens, time).Routes,
            .. new NginxCalls(parts.Nginx, publisher, time).Routes,
            .. new ProxyCalls(parts.Nginx, publisher, time).Routes,
            .. new ReleaseCalls(parts.Nginx, publisher, time).Routes,
            .. new CertificateCalls(parts.Nginx, certificates, time).Routes,
            .. new LogCalls(parts.Nginx, time).Routes,
            .. new ClusterCalls(_operations, identity, options.Listen, time).Routes,
            .. new NodeCalls(_host, parts.Reboot, log, time).Routes,
        ];
        var guard = new Guard(authentication, new CallBudget(options.Limits, time), counters, log, time);
        _map = web => AgentWeb.Map(web, Routes, guard, counters, options.Limits, log, time);
        _web = Build(_isTls = options.Listen.IsTls && (options.CertificateFile is not null || _joining is null || HasJoined()));
    }

    /// <summary>Every call there is.</summary>
    public IReadOnlyList<AgentRoute> Routes { get; }

    /// <summary>Where it really listens, with the port it got.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>How far it is with joining; null when it joins no manager.</summary>
    public JoinStatus? Joining => _joining?.Status;

    /// <summary>Where it listens at present: until it has a certificate, on loopback.</summary>
    private ListenAddress Listen => _isTls || _joining is null ? _options.Listen : new ListenAddress(false, _options.Listen.IsLoopback ? _options.Listen.Address : System.Net.IPAddress.Loopback, _options.Listen.Port);

    public static async Task<AgentServer> StartAsync(AgentOptions options, AgentParts parts, CancellationToken cancellationToken)
    {
        var server = new AgentServer(options, parts);
        try
        {
            await server.ListenAsync(cancellationToken);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        server._addresses.Start();
        server._lifecycle.Run();
        server._joining?.Start();
        server.SayListening();
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
            // First, so that it does not begin to listen elsewhere meanwhile.
            if (_joining is not null) await _joining.StopAsync(limit.Token);
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
        if (_joining is not null) await _joining.DisposeAsync();
        await _web.DisposeAsync();
        await _addresses.DisposeAsync();
        _operations.Dispose();
    }

    /// <summary>Whether it has a certificate from a manager, and lets that manager in then.</summary>
    private bool HasJoined()
    {
        if (!File.Exists(_folder.KeyFile)) return false;
        try
        {
            using var key = _folder.Key();
            if (_folder.Certificate(key) is not { } certificate) return false;
            _callers.TrustManager(new ManagerCertificates(certificate.Authorities, _parts.Time));
            return true;
        }
        catch (ClusterException)
        {
            // Joining says so, and goes on saying so; until then it is on loopback.
            return false;
        }
    }

    private WebApplication Build(bool isTls)
    {
        var certificate = isTls ? new ServerCertificate(_options.CertificateFile ?? _folder.CertificateFile, _options.KeyFile ?? _folder.KeyFile, _parts.Log) : null;
        var web = AgentWeb.Build(Listen, certificate is null ? null : new AgentTls(certificate, _callers), _options.Limits, _parts.Log);
        _map(web);
        return web;
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _web.StartAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            throw WhyNotListening(Listen, failure) ?? failure;
        }
    }

    private void SayListening() =>
        _parts.Log.Info("The agent listens.", ("address", Address), ("version", Roles.Version), ("data", _options.DataFolder));

    /// <summary>Lets the manager in; and where it is still on loopback, listens with its certificate where it was told to.</summary>
    private async Task UseAsync(JoinCertificate certificate, CancellationToken cancellationToken)
    {
        _callers.TrustManager(new ManagerCertificates(certificate.Authorities, _parts.Time));
        if (_isTls) return;
        await SwitchAsync(isTls: true, cancellationToken);
        try
        {
            await ListenAsync(cancellationToken);
        }
        catch
        {
            // Rather on loopback than nowhere.
            await SwitchAsync(isTls: false, CancellationToken.None);
            await ListenAsync(CancellationToken.None);
            throw;
        }

        SayListening();
    }

    private async Task SwitchAsync(bool isTls, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Drain);
        await _web.StopAsync(limit.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await _web.DisposeAsync();
        _isTls = isTls;
        _web = Build(isTls);
    }

    private Uri AnnouncedAddress()
    {
        if (_options.Join!.Address is { } given) return given;
        var listen = _options.Listen;
        if (listen.Address is null || !(listen.Address.Equals(System.Net.IPAddress.Any) || listen.Address.Equals(System.Net.IPAddress.IPv6Any))) return new Uri(listen.ToString());
        return HostAddresses.Current() is [var first, ..]
            ? new Uri(new ListenAddress(true, System.Net.IPAddress.Parse(first), listen.Port).ToString())
            : throw JoinAgentErrors.AddressUnknown();
    }

    private string? SystemName() => OperatingSystem.IsLinux() ? _host.Read().OperatingSystem : null;

    private byte[] Facts()
    {
        if (OperatingSystem.IsLinux()) return JsonSerializer.SerializeToUtf8Bytes(_host.Read(), AgentJson.Default.HostFacts);
        // Only Linux tells more (see HostReader); that it is alive is worth telling all the same.
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("hostName", Environment.MachineName);
            json.WriteString("time", _parts.Time.GetUtcNow());
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static ClusterException? WhyNotListening(ListenAddress listen, Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } => ServiceErrors.PortTaken(listen, PortHolder.Find(listen.Port)),
        SocketException socket => ServiceErrors.CannotListen(listen, socket.Message),
        IOException { InnerException: SocketException socket } => ServiceErrors.CannotListen(listen, socket.Message),
        _ => null,
    };
}
