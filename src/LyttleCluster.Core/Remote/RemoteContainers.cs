namespace LyttleCluster.Core.Remote;

/// <summary>Containers on the hosts, through a manager.</summary>
internal sealed class RemoteContainers(ManagerCalls calls) : IContainers
{
    public IAsyncEnumerable<Answer<ClusterContainer>> GetAsync(ContainerQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterContainer>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterLogEntry>> ReadLogAsync(ContainerLogQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterLogEntry>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterContainerUsage>> GetUsageAsync(ContainerUsageQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterContainerUsage>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterContainer>> WaitAsync(ContainerWait request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterContainer>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterCheck>> TestPortAsync(ContainerPortTest request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterCheck>(UseCases.Of(request.GetType()), request, cancellationToken);
}
