namespace LyttleCluster.Service.Agent.Nginx.Processes;

/// <summary>The processes of one nginx at one moment.</summary>
internal sealed record NginxProcesses
{
    /// <summary>
    /// Two workers of one generation start within a few milliseconds; between two generations the master rests for 100 ms
    /// (<c>ngx_msleep(100)</c>), though not after its own start: a reload within 100 ms of that is counted with it. In clock ticks of 10 ms, with one
    /// for rounding.
    /// </summary>
    private const int TicksBetweenGenerations = 9;

    public required ProcessEntry Master { get; init; }

    /// <summary>The second master of a binary upgrade that is under way; null when there is none.</summary>
    public ProcessEntry? OtherMaster { get; init; }

    /// <summary>Those that take connections, of both masters.</summary>
    public required IReadOnlyList<ProcessEntry> Workers { get; init; }

    /// <summary>Those that only finish theirs, of both masters.</summary>
    public required IReadOnlyList<ProcessEntry> OldWorkers { get; init; }

    /// <summary>How many generations the old workers are of.</summary>
    public int OldGenerations => CountGenerations(OldWorkers);

    /// <summary>What belongs to the master of that number; null when there is no master of that number.</summary>
    public static NginxProcesses? From(IReadOnlyList<ProcessEntry> all, int masterPid)
    {
        if (all.FirstOrDefault(entry => entry.Pid == masterPid) is not { IsAlive: true, Role: NginxRole.Master } master) return null;
        // The new master is a child of the old one: look from both sides.
        var other = all.FirstOrDefault(entry => entry is { IsAlive: true, Role: NginxRole.Master } && (entry.ParentPid == master.Pid || entry.Pid == master.ParentPid));
        var children = all.Where(entry => entry.IsAlive && (entry.ParentPid == master.Pid || entry.ParentPid == other?.Pid)).ToArray();
        return new NginxProcesses
        {
            Master = master,
            OtherMaster = other,
            Workers = [.. children.Where(child => child.Role == NginxRole.Worker)],
            OldWorkers = [.. children.Where(child => child.Role == NginxRole.OldWorker)],
        };
    }

    /// <summary>Workers whose master is gone, which still hold its ports: no nginx can start while they are there.</summary>
    public static IReadOnlyList<ProcessEntry> Orphans(IReadOnlyList<ProcessEntry> all)
    {
        var masters = all.Where(entry => entry is { IsAlive: true, Role: NginxRole.Master }).Select(entry => entry.Pid).ToHashSet();
        return [.. all.Where(entry => entry is { IsAlive: true, Role: NginxRole.Worker or NginxRole.OldWorker } && !masters.Contains(entry.ParentPid))];
    }

    /// <summary>How many groups the processes make by parent and time of start.</summary>
    public static int CountGenerations(IEnumerable<ProcessEntry> workers) => workers
        .GroupBy(worker => worker.ParentPid)
        .Sum(group =>
        {
            var starts = group.Select(worker => worker.StartTicks).Order().ToArray();
            return 1 + starts.Zip(starts.Skip(1)).Count(pair => pair.Second - pair.First >= TicksBetweenGenerations);
        });
}
