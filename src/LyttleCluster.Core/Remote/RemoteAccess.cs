namespace LyttleCluster.Core.Remote;

/// <summary>Who may do what through a manager.</summary>
internal sealed class RemoteAccess(ManagerCalls calls) : IAccess
{
    public IAsyncEnumerable<Answer<ClusterAccess>> GetAsync(AccessQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterAccess>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterToken>> GetTokensAsync(TokenQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterToken>(UseCases.Of(request.GetType()), request, cancellationToken);
}
