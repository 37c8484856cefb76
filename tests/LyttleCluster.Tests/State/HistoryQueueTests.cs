using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

public sealed class HistoryQueueTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly HistoryQueue _queue;

    public HistoryQueueTests() => _queue = new HistoryQueue(_time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_batch_is_gathered_for_a_while_and_the_newest_observation_stays()
    {
        var take = _queue.TakeAsync();
        Observe("old", seconds: 0);
        await _time.WaitForTimersAsync(1);
        Observe("newest", seconds: 2);
        Observe("late", seconds: 1);
        Assert.False(take.IsCompleted);

        _time.Advance(HistoryQueue.Linger);
        var batch = await take;
        Assert.Equal("newest"u8.ToArray(), Assert.Single(batch!.Observations).Value.Observation.Body.ToArray());
    }

    [Fact]
    public async Task A_flush_waits_for_the_batch_and_for_the_one_being_written()
    {
        Observe("first", seconds: 0);
        var first = _queue.FlushAsync();
        var batch = (await _queue.TakeAsync())!;
        var whileWriting = _queue.FlushAsync();
        Observe("second", seconds: 1);
        var second = _queue.FlushAsync();
        Assert.False(first.IsCompleted || whileWriting.IsCompleted);

        _queue.Done(batch);
        await Task.WhenAll(first, whileWriting);
        Assert.False(second.IsCompleted);
        _queue.Done((await _queue.TakeAsync())!);
        await second;
    }

    [Fact]
    public async Task Who_adds_events_waits_while_too_many_wait()
    {
        // Real time: how many events a batch gets is up to the race, and the last may be too few to hurry.
        using var queue = new HistoryQueue(TimeProvider.System);
        var adding = Task.Run(async () =>
        {
            for (var number = 0; number < 16_385; number++) await queue.AddAsync(Event(), CancellationToken.None);
        });
        var batch = (await queue.TakeAsync())!;
        var more = 0;
        while (batch.Events.Count + more < 16_384) more += (await queue.TakeAsync())!.Events.Count;
        Assert.False(adding.IsCompleted);

        queue.Done(batch);
        await adding;
    }

    [Fact]
    public async Task A_closed_queue_gives_what_waits_and_then_ends()
    {
        Observe("last", seconds: 0);
        _queue.Close();
        Assert.Single((await _queue.TakeAsync())!.Observations);
        Assert.Null(await _queue.TakeAsync());
        Assert.Throws<ObjectDisposedException>(() => Observe("too late", seconds: 1));
    }

    [Fact]
    public async Task Memory_is_given_back_when_its_observation_was_written_or_is_not_wanted()
    {
        var replaced = Observe("old", seconds: 0);
        var written = Observe("newest", seconds: 2);
        var late = Observe("late", seconds: 1);
        var forgotten = Observe("other node", seconds: 0, node: "web2");
        Assert.Equal((true, false, true, false), (replaced.IsGivenBack, written.IsGivenBack, late.IsGivenBack, forgotten.IsGivenBack));
        _queue.Forget("web2");
        Assert.True(forgotten.IsGivenBack);

        _ = _queue.FlushAsync();
        var batch = (await _queue.TakeAsync())!;
        Observe("next", seconds: 3);
        Assert.False(written.IsGivenBack);
        _queue.Done(batch);
        Assert.True(written.IsGivenBack);
    }

    private static ClusterEvent Event() => new() { Node = "web1", Timestamp = default, Type = "container", Action = "start" };

    private Memory Observe(string body, int seconds, string node = "web1")
    {
        var memory = new Memory();
        _queue.Set("node", new QueuedObservation(new Observation(node, _time.GetUtcNow().AddSeconds(seconds), System.Text.Encoding.UTF8.GetBytes(body)), memory));
        return memory;
    }

    private sealed class Memory : IDisposable
    {
        public bool IsGivenBack { get; private set; }

        public void Dispose() => IsGivenBack = true;
    }
}
