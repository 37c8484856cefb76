namespace LyttleCluster.Core.Events;

/// <summary>
/// Whether events may be missing between the history and what an engine replayed. Pure. An engine replays its last 256 events
/// at most, and none from before its own start (both measured on Docker 20.10).
/// </summary>
internal static class EventGap
{
    /// <param name="node">The node.</param>
    /// <param name="since">From when on the caller wants events; null: from the beginning of what is known.</param>
    /// <param name="lastKnown">The node's last event in the history before the replay.</param>
    /// <param name="replayed">What the engine replayed, oldest first.</param>
    public static ClusterWarning? Find(string node, DateTimeOffset? since, ClusterEvent? lastKnown, IReadOnlyList<ClusterEvent> replayed)
    {
        var oldest = replayed.Count == 0 ? (DateTimeOffset?)null : replayed[0].Timestamp;

        // The replay reaches back to what was known or asked for: nothing is missing between.
        if (oldest is not null && (oldest <= lastKnown?.Timestamp || oldest <= since)) return null;

        var wantedFrom = Later(since, lastKnown?.Timestamp);
        return wantedFrom is null ? null : new ClusterWarning
        {
            Id = "EventGapPossible",
            Node = node,
            Message = oldest is null
                ? $"Node '{node}': its engine replays no events; any between {wantedFrom:u} and now are not known."
                : $"Node '{node}': events between {wantedFrom:u} and {oldest:u} may be missing; its engine does not replay so far back.",
            Remedy = "Keep Watch-ClusterEvent running to record them.",
        };
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null ? one : one > other ? one : other;
}
