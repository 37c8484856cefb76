namespace LyttleCluster.Core.Remote;

/// <summary>The whole at a glance, as a manager sees it.</summary>
internal sealed class RemoteOverview(ManagerCalls calls) : IOverview
{
    public IAsyncEnumerable<Answer<ClusterSummary>> GetAsync(SummaryQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterSummary>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterSummary>> WatchAsync(SummaryWatch request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterSummary>(UseCases.Of(request.GetType()), request, cancellationToken);
}
