namespace LyttleCluster.Core.Alerts;

/// <summary>The alerts as this process knows them, where it is the one that watches.</summary>
internal sealed class AlertBoard
{
    private volatile IReadOnlyList<ClusterAlert>? _live;

    /// <summary>Newest first; null: this process does not watch, and the history has what the one that does wrote there.</summary>
    public IReadOnlyList<ClusterAlert>? Live => _live;

    public void Set(IReadOnlyList<ClusterAlert>? alerts) => _live = alerts;
}
