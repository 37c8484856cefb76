namespace LyttleCluster.Core.Alerts;

/// <summary>What is wrong for longer than a moment.</summary>
internal sealed class AlertService : IAlerts
{
    public IAsyncEnumerable<Answer<ClusterAlert>> GetAsync(AlertQuery request, CancellationToken cancellationToken) => AsyncEnumerable.Empty<Answer<ClusterAlert>>();
}
