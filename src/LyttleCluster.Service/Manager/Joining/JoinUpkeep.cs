using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Joining;

/// <summary>Sees every hour that the manager's own certificate for agents lasts.</summary>
internal sealed class JoinUpkeep(AgentAuthority authority, ServiceLog log, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                authority.Renew();
            }
            catch (ClusterException failure)
            {
                log.Error($"The manager's certificate for agents was not renewed. {failure.Message} {failure.Remedy}", ("code", failure.ErrorId));
            }

            await Task.Delay(Pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
