using LyttleCluster.Core;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>
/// Asks for an address every minute as long as the manager is well, so that whoever waits for it there notices when it is not: nobody else can
/// tell of a manager that is gone.
/// </summary>
internal sealed class Heartbeat(string urlFile, NotificationHttp http, Func<bool> isWell, ServiceLog log, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(60);

    private string? _trouble;

    /// <summary>Beats until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            if (isWell()) await BeatAsync(cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        string? trouble = null;
        try
        {
            await http.GetAsync(SecretUrl.Read(urlFile), cancellationToken);
        }
        catch (Exception failure) when (failure is NotificationException or ClusterException)
        {
            trouble = failure.Message;
        }

        if (trouble is not null && trouble != _trouble) log.Warn("The heartbeat could not be sent.", ("reason", trouble));
        if (trouble is null && _trouble is not null) log.Info("The heartbeat is taken again.");
        _trouble = trouble;
    }
}
