using System.Collections.Concurrent;

namespace LyttleCluster.TestPeers;

/// <summary>Counts what many visitors meet at once.</summary>
internal sealed class LoadTally
{
    private const int MostKept = 20;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private LoadCount _now = new();

    public LoadCount Now
    {
        get
        {
            lock (_gate) return _now;
        }
    }

    /// <summary>The first faults, in words.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    public void Add(Func<LoadCount, LoadCount> change)
    {
        lock (_gate) _now = change(_now);
    }

    /// <summary>Counts what should not be.</summary>
    public void Add(string what, Func<LoadCount, LoadCount> change)
    {
        Add(change);
        if (_faults.Count < MostKept) _faults.Enqueue($"{DateTime.UtcNow:HH:mm:ss.fff} {what}");
    }
}
