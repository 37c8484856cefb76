namespace LyttleCluster.Core.Access;

/// <summary>Who may do what.</summary>
internal sealed class AccessService : IAccess
{
    public IAsyncEnumerable<Answer<ClusterAccess>> GetAsync(AccessQuery request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Answer<ClusterAccess>>();

    public IAsyncEnumerable<Answer<ClusterToken>> GetTokensAsync(TokenQuery request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Answer<ClusterToken>>();
}
