using LyttleCluster.Core.Merging;

namespace LyttleCluster.Tests.Merging;

public class ReorderBufferTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_leaves_before_its_time()
    {
        var buffer = Buffer();
        buffer.Add(At(5), Start);
        Assert.False(buffer.TryTake(Start.AddMilliseconds(249), out _));
        Assert.True(buffer.TryTake(Start.AddMilliseconds(250), out var line));
        Assert.Equal(At(5), line);
    }

    [Fact]
    public void What_was_said_earlier_goes_first_though_it_came_later()
    {
        var buffer = Buffer();
        buffer.Add(At(5), Start);
        buffer.Add(At(3), Start.AddMilliseconds(100));
        buffer.Add(At(9), Start.AddMilliseconds(100));

        var now = Start.AddMilliseconds(250);
        Assert.True(buffer.TryTake(now, out var first));
        Assert.True(buffer.TryTake(now, out var second));
        Assert.False(buffer.TryTake(now, out _));
        Assert.Equal([At(3), At(5)], [first, second]);
        Assert.Equal(Start.AddMilliseconds(350), buffer.NextDue);
    }

    [Fact]
    public void Equal_times_keep_the_order_in_which_they_came()
    {
        var buffer = new ReorderBuffer<(DateTimeOffset Time, string Text)>(line => line.Time, TimeSpan.Zero, 100);
        foreach (var text in new[] { "a", "b", "c" }) buffer.Add((At(1), text), Start);
        var taken = new List<string>();
        while (buffer.TryTake(Start, out var line)) taken.Add(line.Text);
        Assert.Equal(["a", "b", "c"], taken);
    }

    [Fact]
    public void A_full_buffer_gives_the_earliest_at_once()
    {
        var buffer = Buffer(capacity: 2);
        foreach (var second in new[] { 3, 1, 2 }) buffer.Add(At(second), Start);
        Assert.True(buffer.TryTake(Start, out var line));
        Assert.Equal(At(1), line);
        Assert.False(buffer.TryTake(Start, out _));
        Assert.Equal(2, buffer.Count);
    }

    private static ReorderBuffer<DateTimeOffset> Buffer(int capacity = 100) => new(line => line, TimeSpan.FromMilliseconds(250), capacity);

    private static DateTimeOffset At(int second) => Start.AddSeconds(second);
}
