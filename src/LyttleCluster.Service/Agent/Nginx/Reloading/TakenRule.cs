using LyttleCluster.Service.Agent.Nginx.Processes;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>What was seen of nginx at one moment after it was signalled.</summary>
internal readonly record struct Observation
{
    /// <summary>Since the signal.</summary>
    public required TimeSpan At { get; init; }

    public required MasterActivity Master { get; init; }

    /// <summary>Workers from before the signal that still take connections. Only looked at when the master is idle.</summary>
    public int OldServing { get; init; }

    /// <summary>Workers that were not there before the signal. Only looked at when the master is idle.</summary>
    public int New { get; init; }

    /// <summary>The release that answers; null when none does, or none was asked.</summary>
    public string? Answer { get; init; }
}

/// <summary>What follows from it.</summary>
internal enum Verdict
{
    /// <summary>Not known yet: look again.</summary>
    Wait,

    /// <summary>The new configuration serves, and nothing else does.</summary>
    Taken,

    /// <summary>The master is done with the signal, and the old workers go on.</summary>
    NotTaken,

    /// <summary>Old workers are done, and the new ones do not answer what they should.</summary>
    NotAnswered,

    /// <summary>The master does not react: it was stopped by somebody.</summary>
    Stopped,

    /// <summary>The master works on, longer than anybody should wait.</summary>
    StillWorking,

    /// <summary>The master ended and none came after it.</summary>
    Gone,
}

/// <summary>
/// Whether nginx took a reload. As long as the master works on it nothing is said, however long it takes; the grace counts from when it
/// is done. A master that is done and has started no worker has refused: that is known at once.
/// </summary>
internal sealed class TakenRule(string? release, TimeSpan grace, TimeSpan longest)
{
    private TimeSpan? _since;
    private MasterActivity _activity;

    public Verdict Judge(Observation seen)
    {
        if (_since is null || seen.Master != _activity) (_since, _activity) = (seen.At, seen.Master);
        var isOver = seen.At - _since >= grace;
        return seen.Master switch
        {
            MasterActivity.Idle when IsTaken(seen) => Verdict.Taken,
            MasterActivity.Idle when seen.New == 0 => Verdict.NotTaken,
            MasterActivity.Idle => !isOver ? Verdict.Wait : seen.OldServing > 0 ? Verdict.NotTaken : Verdict.NotAnswered,
            MasterActivity.Gone => isOver ? Verdict.Gone : Verdict.Wait,
            MasterActivity.Stopped => isOver ? Verdict.Stopped : Verdict.Wait,
            _ => seen.At >= longest ? Verdict.StillWorking : Verdict.Wait,
        };
    }

    private bool IsTaken(Observation seen) => seen is { OldServing: 0, New: > 0 } && (release is null || seen.Answer == release);
}
