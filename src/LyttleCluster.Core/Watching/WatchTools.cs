namespace LyttleCluster.Core.Watching;

/// <summary>What all watches of one watcher have in common.</summary>
internal sealed record WatchTools(WatchPace Pace, WatchRecord Record, WatchBoard Board, FirstLooks FirstLooks, TimeProvider Time);
