using LyttleCluster.Core.Events;

namespace LyttleCluster.Tests.Events;

public class EventGapTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void None_when_the_replay_overlaps_what_is_known() => Assert.Null(EventGap.Find("n", null, At(5), [At(5), At(9)]));

    [Fact]
    public void None_when_the_replay_reaches_back_to_what_is_asked_for() => Assert.Null(EventGap.Find("n", Noon.AddMinutes(6), At(1), [At(5), At(9)]));

    [Fact]
    public void None_when_nothing_was_known_and_nothing_in_particular_is_asked_for() => Assert.Null(EventGap.Find("n", null, null, [At(5)]));

    [Fact]
    public void Told_when_the_replay_begins_after_the_last_known_event()
    {
        var gap = EventGap.Find("n", null, At(1), [At(5)]);
        Assert.Equal("EventGapPossible", gap!.Id);
        Assert.Contains("12:01:00", gap.Message, StringComparison.Ordinal);
        Assert.Contains("12:05:00", gap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Told_when_the_engine_replays_nothing() => Assert.NotNull(EventGap.Find("n", Noon, null, []));

    private static ClusterEvent At(int minute) => new() { Node = "n", Timestamp = Noon.AddMinutes(minute), Type = "container", Action = "start" };
}
