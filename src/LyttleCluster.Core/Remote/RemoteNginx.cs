namespace LyttleCluster.Core.Remote;

/// <summary>The nginx of each host, through a manager.</summary>
internal sealed class RemoteNginx(ManagerCalls calls) : INginx
{
    public IAsyncEnumerable<Answer<NginxStatus>> GetStatusAsync(NginxStatusQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<NginxStatus>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<NginxLogEntry>> ReadLogAsync(NginxLogQuery request, CancellationToken cancellationToken) =>
        calls.LookAsync<NginxLogEntry>(UseCases.Of(request.GetType()), request, cancellationToken);

    public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NginxConfigurationTest request, CancellationToken cancellationToken) =>
        calls.LookAsync<ClusterCheck>(UseCases.Of(request.GetType()), request, cancellationToken);
}
