using System.Globalization;
using System.Text;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>SQLite keeps what every store promises, and some promises of a file.</summary>
public sealed class SqliteStateStoreTests : StateStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["data/state.db"];

    private protected override async Task<IStateStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken) =>
        await SqliteStateStore.OpenAsync(StateFile.At(Path), time, cancellationToken);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Three_processes_that_write_at_once_lose_no_update()
    {
        var writers = Enumerable.Range(0, 3).Select(_ => OtherProcess.Start("add", Path, "shared", "200")).ToList();
        try
        {
            foreach (var writer in writers) Assert.Equal((0, ""), await writer.EndAsync(Limit));
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
        Assert.Equal("600", await TextAsync(new("count", "shared")));
    }

    [Fact]
    public async Task A_writer_killed_in_the_middle_leaves_whole_commits_and_all_it_was_told_of()
    {
        for (var round = 1; round <= 3; round++)
        {
            using var writer = OtherProcess.Start("fill", Path);
            var told = 0;
            while (told < 40 * round) told = int.Parse((await writer.ReadLineAsync(Limit))!, CultureInfo.InvariantCulture);
            writer.Kill();
            var (_, rest) = await writer.EndAsync(Limit);
            if (rest.Split('\n').LastOrDefault(line => line.Length > 0) is { } last) told = int.Parse(last, CultureInfo.InvariantCulture);

            var pair = await Store.ListAsync("pair", "", Limit).ToListAsync(Limit);
            Assert.Equal(2, pair.Count);
            Assert.Equal(pair[0].Body.ToArray(), pair[1].Body.ToArray());
            Assert.Equal(pair[0].Revision, pair[1].Revision);
            // One more may be stored than it could say.
            Assert.InRange(int.Parse(Encoding.UTF8.GetString(pair[0].Body.Span), CultureInfo.InvariantCulture), told, told + 1);
            await CommitAsync(Put(new("node", "after"), null, "the store goes on"));
        }
    }

    [Fact]
    public async Task A_watch_sees_another_process_at_the_next_look()
    {
        await using var watch = Store.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        var next = NextAsync(watch);
        await Time.WaitForTimersAsync(1);

        using var writer = OtherProcess.Start("write", Path);
        Assert.Equal((0, "written"), await writer.EndAsync(Limit));
        Assert.False(next.IsCompleted);
        Time.Advance(SqliteStateStore.PollInterval);
        Assert.Equal("written={}", Shown(await next));
    }

    [Fact]
    public async Task A_watch_sees_own_writes_without_a_look_at_the_clock()
    {
        await using var watch = Store.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        var next = NextAsync(watch);
        await Time.WaitForTimersAsync(1);
        await CommitAsync(Put(new("node", "web1"), 0, "one"));
        Assert.Equal("web1=one", Shown(await next));
    }

    [Fact]
    public async Task A_watch_that_lags_behind_too_many_deletes_says_so()
    {
        var start = await CommitAsync(Put(new("node", "first"), 0, "x"));
        for (var round = 0; round <= SqliteStateStore.KeptTombstones / 1_000; round++)
        {
            var keys = Enumerable.Range(0, 1_000).Select(number => new DocumentKey("gone", $"{round}/{number}")).ToList();
            await CommitAsync([.. keys.Select(key => Put(key, 0, "x"))]);
            await CommitAsync([.. keys.Select(key => Delete(key, null))]);
        }

        await using var late = Store.WatchAsync("node", start.Revision, Limit).GetAsyncEnumerator(Limit);
        Assert.Equal("StateWatchTooOld", (await Assert.ThrowsAsync<ClusterException>(() => late.MoveNextAsync().AsTask())).ErrorId);
        // From the beginning is always possible.
        await using var fresh = Store.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        Assert.Equal("first=x", Shown(await NextAsync(fresh)));
    }
}
