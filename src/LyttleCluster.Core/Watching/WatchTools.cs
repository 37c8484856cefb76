using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Watching;

/// <summary>What all watches of one watcher have in common.</summary>
internal sealed record WatchTools(WatchPace Pace, WatchRecord Record, WatchBoard Board, FirstLooks FirstLooks, TimeProvider Time)
{
    /// <summary>What lists are read into: a thousand nodes are asked a few at a time.</summary>
    public ReusedMemory Lists { get; } = new(most: 64);
}
