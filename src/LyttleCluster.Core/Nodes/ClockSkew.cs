namespace LyttleCluster.Core.Nodes;

/// <summary>How far a node's clock is off.</summary>
internal static class ClockSkew
{
    /// <summary>A clock that is off by more spoils the order of events and log lines.</summary>
    public static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(2);

    /// <summary>Somewhere between question and answer they looked at their clock: only what lies outside of that is skew.</summary>
    /// <param name="asked">When it was asked, by our clock.</param>
    /// <param name="theirs">What theirs said.</param>
    /// <param name="answered">When the answer was here, by our clock.</param>
    public static TimeSpan Measure(DateTimeOffset asked, DateTimeOffset theirs, DateTimeOffset answered) =>
        theirs < asked ? theirs - asked : theirs > answered ? theirs - answered : TimeSpan.Zero;

    /// <inheritdoc cref="Measure"/>
    public static Finding Judge(DateTimeOffset asked, DateTimeOffset theirs, DateTimeOffset answered)
    {
        var skew = Measure(asked, theirs, answered);
        var detail = $"{skew.TotalSeconds:+0.000;-0.000;0} s against this machine";
        return skew.Duration() <= Tolerated ? new Finding(detail) : new Finding(detail, "Set up time synchronisation (chrony, systemd-timesyncd) on the node.");
    }
}
