namespace LyttleCluster.Core.Remote;

/// <summary>What a manager found to be wrong.</summary>
internal sealed class RemoteAlerts(ManagerCalls calls) : IAlerts
{
    public IAsyncEnumerable<Answer<ClusterAlert>> GetAsync(AlertQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterAlert>(UseCases.Of(request.GetType()), request, cancellationToken);
}
