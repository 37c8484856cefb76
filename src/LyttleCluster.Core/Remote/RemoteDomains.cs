namespace LyttleCluster.Core.Remote;

/// <summary>Domains, through a manager.</summary>
internal sealed class RemoteDomains(ManagerCalls calls) : IDomains
{
    public IAsyncEnumerable<Answer<ClusterDomain>> GetAsync(DomainQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterDomain>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(DomainTest request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterCheck>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterDomainDifference>> CompareAsync(DomainComparison request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterDomainDifference>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<string>> RenderAsync(DomainRendering request, CancellationToken cancellationToken) =>
        calls.LookAsync<string>(UseCases.Of(request.GetType()), request, cancellationToken);
}
