using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>One opened cluster of a runspace. It stays open between cmdlets, so that connections to nodes stay warm.</summary>
/// <param name="connection">What the operator sees of it.</param>
internal sealed class ClusterSession(ClusterConnection connection) : IAsyncDisposable
{
    private readonly Lock _sync = new();
    private Task<ICluster>? _opening;
    private bool _closed;

    /// <summary>What the operator sees of it.</summary>
    public ClusterConnection Connection => connection;

    /// <summary>Whether it was opened and is not closed.</summary>
    public bool IsOpen => !_closed && _opening is { IsCompletedSuccessfully: true };

    /// <summary>The open cluster; whoever comes first opens it, and an opening that failed is tried again.</summary>
    public Task<ICluster> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            // Not bound to the caller's cancellation: another cmdlet may wait for the same opening.
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _opening = Task.Run(() => ConnectionOpener.OpenAsync(Connection, CancellationToken.None), CancellationToken.None);
            }

            return _opening.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Closes the cluster, when it was opened.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<ICluster>? opened;
        lock (_sync)
        {
            _closed = true;
            opened = _opening;
        }

        if (opened is null) return;
        ICluster cluster;
        try
        {
            cluster = await opened;
        }
        catch (Exception)
        {
            return; // It never opened: whoever waited for it was told.
        }

        await cluster.DisposeAsync();
    }
}
