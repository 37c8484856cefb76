using System.Runtime.CompilerServices;
using LyttleCluster.Module;

namespace LyttleCluster.Tests.Module;

public class PumpTests
{
    [Fact]
    public void Everything_arrives_in_order_on_the_calling_thread()
    {
        var thread = Environment.CurrentManagedThreadId;
        var taken = new List<int>();
        var failure = Pump.Run(
            _ => Numbers(10_000),
            item =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                taken.Add(item);
                return true;
            },
            CancellationToken.None);
        Assert.Null(failure);
        Assert.Equal(Enumerable.Range(0, 10_000), taken);
    }

    [Fact]
    public void Items_before_a_failure_arrive_and_the_failure_is_returned()
    {
        var taken = new List<int>();
        var failure = Pump.Run(_ => FailAfter(3), item => { taken.Add(item); return true; }, CancellationToken.None);
        Assert.Equal([0, 1, 2], taken);
        Assert.Equal("broken", Assert.IsType<InvalidOperationException>(failure).Message);
    }

    [Fact]
    public void What_the_writer_throws_passes_and_the_work_has_ended_by_then()
    {
        var work = new EndlessWork();
        Assert.Throws<DivideByZeroException>(() => Pump.Run(work.Run, (int _) => throw new DivideByZeroException(), CancellationToken.None));
        Assert.True(work.Ended.IsCompleted);
    }

    [Fact]
    public void Having_enough_ends_the_work()
    {
        var work = new EndlessWork();
        Assert.Null(Pump.Run(work.Run, item => item < 5, CancellationToken.None));
        Assert.True(work.Ended.IsCompleted);
    }

    [Fact]
    public void Cancelling_ends_work_that_gives_nothing()
    {
        using var stop = new CancellationTokenSource();
        var work = new SilentWork();
        work.Started.ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        Assert.IsAssignableFrom<OperationCanceledException>(Pump.Run(work.Run, (int _) => true, stop.Token));
        Assert.True(work.Ended.IsCompleted);
    }

    [Fact]
    public void Nothing_is_written_after_cancelling_although_it_waits_in_the_queue()
    {
        using var stop = new CancellationTokenSource();
        var taken = 0;
        var failure = Pump.Run(_ => Numbers(100), _ => { taken++; stop.Cancel(); return true; }, stop.Token);
        Assert.IsAssignableFrom<OperationCanceledException>(failure);
        Assert.Equal(1, taken);
    }

    [Fact]
    public void The_work_runs_no_further_ahead_than_the_queue_is_long()
    {
        var made = 0;
        var taken = 0;
        Pump.Run(_ => Counting(), _ =>
        {
            // One is taken, one waits for a place, the queue is full: that is as far as it may get.
            Assert.True(Volatile.Read(ref made) <= ++taken + Pump.Capacity + 1);
            return taken < 1000;
        }, CancellationToken.None);

        async IAsyncEnumerable<int> Counting()
        {
            while (true)
            {
                await Task.Yield();
                yield return Interlocked.Increment(ref made);
            }
        }
    }

    [Fact]
    public void Work_that_ignores_its_cancellation_is_left_alone_after_two_seconds()
    {
        var never = new TaskCompletionSource();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Pump.Run(_ => Stubborn(), _ => false, CancellationToken.None);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(30));

        async IAsyncEnumerable<int> Stubborn()
        {
            yield return 1;
            await never.Task;
        }
    }

    private static async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % 100 == 0) await Task.Yield();
            yield return i;
        }
    }

    private static async IAsyncEnumerable<int> FailAfter(int count)
    {
        for (var i = 0; i < count; i++) yield return i;
        await Task.Yield();
        throw new InvalidOperationException("broken");
    }

    private sealed class EndlessWork
    {
        private readonly TaskCompletionSource _ended = new();

        public Task Ended => _ended.Task;

        public async IAsyncEnumerable<int> Run([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return i;
                }
            }
            finally
            {
                _ended.SetResult();
            }
        }
    }

    private sealed class SilentWork
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _ended = new();

        public Task Started => _started.Task;

        public Task Ended => _ended.Task;

        public async IAsyncEnumerable<int> Run([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                _started.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
                yield break;
            }
            finally
            {
                _ended.SetResult();
            }
        }
    }

    [Fact]
    public void What_came_before_a_failure_is_written()
    {
        var written = new List<int>();
        var failure = Pump.Run(_ => ThreeThenFailure(), item => { written.Add(item); return true; }, CancellationToken.None);
        Assert.IsType<InvalidDataException>(failure);
        Assert.Equal([0, 1, 2], written);

        static async IAsyncEnumerable<int> ThreeThenFailure()
        {
            await Task.Yield();
            for (var i = 0; i < 3; i++) yield return i;
            throw new InvalidDataException();
        }
    }

    [Fact]
    public void Nothing_is_kept_back_while_the_work_waits()
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var written = 0;
        Pump.Run(_ => Waiting(), _ =>
        {
            if (++written == 3) taken.SetResult();
            return true;
        }, CancellationToken.None);
        Assert.Equal(4, written);

        async IAsyncEnumerable<int> Waiting()
        {
            for (var i = 0; i < 3; i++) yield return i;
            await taken.Task;
            yield return 3;
        }
    }

    [Fact]
    public void A_source_that_never_waits_is_stopped_while_the_queue_is_full()
    {
        var made = 0;
        var disposed = false;
        var failure = Pump.Run(token => Counting(token), item => item < 10, CancellationToken.None);
        Assert.Null(failure);
        Assert.True(disposed);
        Assert.InRange(made, 11, 11 + Pump.Capacity);

        async IAsyncEnumerable<int> Counting([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.CompletedTask;
            try
            {
                while (true)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return made++;
                }
            }
            finally
            {
                disposed = true;
            }
        }
    }
}
