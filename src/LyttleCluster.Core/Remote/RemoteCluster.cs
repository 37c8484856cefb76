using LyttleCluster.Core.Api;

namespace LyttleCluster.Core.Remote;

/// <summary>
/// A cluster behind a manager: each use case is a call of its API, found in <see cref="UseCases"/> by the request. Values, failures, warnings and
/// errors are those of the <see cref="LocalCluster"/> there; ending an enumeration closes its connection, and with it the work.
/// </summary>
internal sealed class RemoteCluster : ICluster
{
    private readonly ManagerCalls _calls;

    private RemoteCluster(ManagerCalls calls, ManagerBody manager)
    {
        (_calls, Manager) = (calls, manager);
        Overview = new RemoteOverview(calls);
        Nodes = new RemoteNodes(calls);
        Containers = new RemoteContainers(calls);
        Nginx = new RemoteNginx(calls);
        Domains = new RemoteDomains(calls);
        Events = new RemoteEvents(calls);
        Operations = new RemoteOperations(calls);
        Access = new RemoteAccess(calls);
        Alerts = new RemoteAlerts(calls);
    }

    /// <summary>What the manager said of itself when this was opened.</summary>
    public ManagerBody Manager { get; }

    public IOverview Overview { get; }

    public INodes Nodes { get; }

    public IContainers Containers { get; }

    public INginx Nginx { get; }

    public IDomains Domains { get; }

    public IEvents Events { get; }

    public IOperations Operations { get; }

    public IAccess Access { get; }

    public IAlerts Alerts { get; }

    /// <summary>Opens the cluster behind a manager, and makes sure that it is one and knows us.</summary>
    /// <param name="manager">Where it is, and how to prove who we are.</param>
    /// <param name="time">For the limit of silence.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <param name="silence">How long the manager may be silent; <see cref="ManagerCalls.DefaultSilence"/> unless given.</param>
    /// <exception cref="ClusterException">See <see cref="ManagerErrors"/>.</exception>
    public static async Task<RemoteCluster> OpenAsync(ManagerEndpoint manager, TimeProvider time, CancellationToken cancellationToken, TimeSpan? silence = null)
    {
        var calls = new ManagerCalls(manager, time, silence ?? ManagerCalls.DefaultSilence);
        try
        {
            var found = await calls.IdentifyAsync(cancellationToken);
            if (!found.Authenticated) throw await WhyNotKnownAsync(calls, cancellationToken);
            return new RemoteCluster(calls, found);
        }
        catch
        {
            calls.Dispose();
            throw;
        }
    }

    /// <summary>What everybody may who is known is refused with the reason: no proof, a token that ended, a certificate that was revoked.</summary>
    private static async Task<ClusterException> WhyNotKnownAsync(ManagerCalls calls, CancellationToken cancellationToken)
    {
        try
        {
            var request = new NodeQuery { Nodes = ["?"], Cached = true };
            await calls.LookAsync<ClusterNode>(UseCases.Of(request.GetType()), request, cancellationToken).FirstOrDefaultAsync(cancellationToken);
            return ManagerErrors.NotKnown(calls.Address);
        }
        catch (ClusterException refusal)
        {
            return refusal;
        }
    }

    public ValueTask DisposeAsync()
    {
        _calls.Dispose();
        return ValueTask.CompletedTask;
    }
}
