namespace LyttleCluster.Core.Watching;

/// <summary>
/// How many events of one node are kept: what floods is left out, so that a node gone mad costs neither memory nor the
/// events of others. Not thread-safe: one stream has one.
/// </summary>
internal sealed class EventBudget(TimeProvider time)
{
    /// <summary>So many may come at once.</summary>
    internal const int Most = 2_000;

    /// <summary>So many come back in a second.</summary>
    internal const int PerSecond = 500;

    private long _counted = time.GetTimestamp();
    private double _left = Most;

    /// <summary>Whether another event is kept.</summary>
    public bool Take()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(Most, _left + (time.GetElapsedTime(_counted, now).TotalSeconds * PerSecond));
        _counted = now;
        if (_left < 1) return false;
        _left--;
        return true;
    }
}
