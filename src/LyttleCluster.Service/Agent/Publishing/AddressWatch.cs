using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>Asks every minute where upstreams are. After a failure it waits longer: a reload that was not taken is not to be tried every minute.</summary>
internal sealed class AddressWatch(EntryPublisher publisher, ServiceLog log, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    /// <summary>What began comes to its end.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Cancel();
        return _running.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = Usual;
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stopping.IsCancellationRequested) return;
            pause = await TryAsync() ? Usual : pause * 2 < Longest ? pause * 2 : Longest;
        }
    }

    private async Task<bool> TryAsync()
    {
        try
        {
            return await publisher.FollowAddressesAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (Exception failure)
        {
            log.Error($"Addresses of upstreams were not followed: {failure.Message}");
            return false;
        }
    }
}
