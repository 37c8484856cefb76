using System.Net.Sockets;
using LyttleCluster.Core.State;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Http;
using LyttleCluster.Service.Manager.Joining;
using LyttleCluster.Service.Manager.Pages;
using LyttleCluster.Service.Manager.Rest;
using LyttleCluster.Service.Manager.Watching;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LyttleCluster.Service.Manager;

/// <summary>The manager while it runs: puts its parts together, listens, and stops in order.</summary>
internal sealed class ManagerServer : IAsyncDisposable
{
    private readonly ManagerParts _parts;
    private readonly ManagerAccess _access;
    private readonly WatchFeed _feed;
    private readonly ManagerJoining _joining;
    private readonly WebApplication _web;
    private readonly ManagerWork _work;
    private readonly RunningCalls _calls;
    private readonly EventFeed _events;

    private ManagerServer(ManagerParts parts, ManagerAccess access)
    {
        _parts = parts;
        _access = access;
        _joining = new ManagerJoining(parts);
        _feed = new WatchFeed(parts.Watch, parts.Time, parts.Options.Limits.Watch.Heartbeat);
        _work = new ManagerWork(parts, access.Counts);
        _events = new EventFeed((IEventLog)parts.Cluster.Parts.History, parts.Cluster.Parts.Registry, parts.Time);
        var pages = new ManagerPages(parts);
        access.Gate.Page = pages.ShowRefusalAsync;
        Routes =
        [
            .. access.Routes,
            .. new RestApi(parts, _events).Routes,
            .. new WatchCalls(_feed, parts.Options.Limits.Watch, parts.Time).Routes,
            .. _work.Routes,
            .. _joining.Routes,
            .. pages.Routes,
        ];
        _web = ManagerWeb.Build(parts, access.Tls);
        _calls = new RunningCalls(parts.Lifecycle, parts.Time);
        ManagerWeb.Map(_web, Routes, access.Gate, _calls, parts, pages.NotFound);
    }

    /// <summary>Every call there is.</summary>
    public IReadOnlyList<ManagerRoute> Routes { get; }

    /// <summary>Where it really listens, with the port it got.</summary>
    public Uri Address => new(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a manager; it listens when this returns.</summary>
    /// <exception cref="ClusterException">Why it does not: <c>ServicePortTaken</c>, <c>ServiceCannotListen</c>, a file it was given.</exception>
    public static async Task<ManagerServer> StartAsync(ManagerParts parts, CancellationToken cancellationToken)
    {
        var server = new ManagerServer(parts, await ManagerAccess.StartAsync(parts, cancellationToken));
        try
        {
            await server._web.StartAsync(cancellationToken);
            await server._work.StartAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            await server.DisposeAsync();
            throw WhyNotListening(parts.Options.Listen, failure) ?? failure;
        }

        parts.Lifecycle.Run();
        parts.Log.Info("The manager listens.", ("address", server.Address), ("version", Roles.Version), ("state", parts.Options.StateFile));
        return server;
    }

    /// <summary>Takes nothing new, and lets what began come to its end within the limit.</summary>
    /// <param name="signal">Which signal asked for it, for the health calls that still come.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    /// <returns>Whether all came to its end.</returns>
    public async Task<bool> StopAsync(string? signal, CancellationToken cancellationToken)
    {
        _parts.Lifecycle.Stop(signal);
        _parts.Log.Info("The manager stops.", ("signal", signal), ("runningChanges", _calls.Changes));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_parts.Options.Limits.StopTimeout);
        // A stop waits for what began; those who follow would never end by themselves.
        await _feed.EndAsync();
        var stopping = _web.StopAsync(limit.Token);
        var canceled = await _calls.EndAsync(_parts.Options.Limits.LookGrace, _parts.Options.Limits.ChangeGrace, cancellationToken);
        if (canceled > 0) _parts.Log.Warn("Changes took too long for the stop and were canceled: Get-ClusterOperation shows how far each of them got.", ("changes", canceled));
        await stopping;
        return !limit.IsCancellationRequested;
    }

    public async ValueTask DisposeAsync()
    {
        await _work.DisposeAsync();
        await _web.DisposeAsync();
        await _access.DisposeAsync();
        _events.Dispose();
        await _feed.DisposeAsync();
        await _joining.DisposeAsync();
        _calls.Dispose();
    }

    private static ClusterException? WhyNotListening(ListenAddress listen, Exception failure) => failure switch
    {
        IOException { InnerException: AddressInUseException } => ServiceErrors.PortTaken(listen, PortHolder.Find(listen.Port)),
        SocketException socket => ServiceErrors.CannotListen(listen, socket.Message),
        IOException { InnerException: SocketException socket } => ServiceErrors.CannotListen(listen, socket.Message),
        _ => null,
    };
}
