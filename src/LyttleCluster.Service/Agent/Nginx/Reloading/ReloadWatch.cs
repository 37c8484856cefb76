using System.Net.Sockets;
using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Releases;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>Looks at nginx again and again until a <see cref="TakenRule"/> knows what became of a reload.</summary>
/// <param name="host">Where nginx runs.</param>
/// <param name="before">Its processes before the signal.</param>
/// <param name="release">Which release should answer, and where; null when none can.</param>
/// <param name="time">The clock.</param>
internal sealed class ReloadWatch(INginxHost host, IReadOnlyList<ProcessIdentity> before, ReleaseSnippet? release, TimeProvider time)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Seldom = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SoonOver = TimeSpan.FromSeconds(2);
    private readonly HashSet<ProcessIdentity> _before = [.. before];

    public async Task<Verdict> RunAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        var rule = new TakenRule(release?.Release, Grace, Longest);
        var started = time.GetTimestamp();
        ProcessEntry? master = null;
        while (true)
        {
            if (master is null || ProcessTable.Find(master.Pid)?.Identity != master.Identity) master = await host.FindMasterAsync(layout, cancellationToken);
            var elapsed = time.GetElapsedTime(started);
            var verdict = rule.Judge(await LookAsync(master, elapsed, cancellationToken));
            if (verdict != Verdict.Wait) return verdict;
            await Task.Delay(elapsed < SoonOver ? Often : Seldom, time, cancellationToken);
        }
    }

    private async Task<Observation> LookAsync(ProcessEntry? master, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var activity = master is null ? MasterActivity.Gone : ProcessTable.ActivityOf(master.Pid);
        var seen = new Observation { At = elapsed, Master = activity };
        if (activity != MasterActivity.Idle) return seen;
        // In this order: what an idle master has done is done, so its new workers are there to be seen.
        var (old, fresh) = (_before.Count(Serves), ProcessTable.ChildrenOf(master!.Pid).Count(child => child.IsAlive && IsWorker(child) && !_before.Contains(child.Identity)));
        var answer = old == 0 && fresh > 0 && release is { Port: { } port } ? await host.AskReleaseAsync(port, cancellationToken) : null;
        return seen with { OldServing = old, New = fresh, Answer = answer };
    }

    private static bool Serves(ProcessIdentity identity) =>
        ProcessTable.Find(identity.Pid) is { IsAlive: true } entry && entry.Identity == identity && entry.Role == NginxRole.Worker;

    /// <summary>A worker has its master's title until it sets its own.</summary>
    private static bool IsWorker(ProcessEntry child) => child.Role is NginxRole.Worker or NginxRole.Master;
}

/// <summary>Asking the release that answers.</summary>
internal static class ReleaseAsking
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Null when nobody answers, or not as a <see cref="ReleaseSnippet"/> does.</summary>
    public static async Task<string?> AskReleaseAsync(this INginxHost host, int port, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        try
        {
            await using var connection = await host.ConnectAsync(port, limited.Token);
            return await ReleaseQuestion.AskAsync(connection, limited.Token);
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
