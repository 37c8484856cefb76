using System.Runtime.Versioning;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>A history that fails gives less, says so, and never stands in the way.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HistoryFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    private StateFile State => StateFile.At(_folder["state.db"]);

    private CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_damaged_history_is_put_aside_by_a_write_and_the_write_is_done()
    {
        await File.WriteAllTextAsync(State.HistoryPath, "no database at all", Limit);
        await using var history = new SqliteHistory(State, _time);
        await AddAsync(history, 1);

        Assert.Equal("StateDamaged", history.LastFailure?.ErrorId);
        Assert.Equal("no database at all", await File.ReadAllTextAsync(_folder["state.history.db.damaged-20260102T030405000Z"], Limit));
        Assert.Equal(1, await CountAsync(history));
    }

    [Fact]
    public async Task A_damaged_history_is_put_aside_by_a_read_and_the_writer_follows()
    {
        await using var history = new SqliteHistory(State, _time);
        await AddAsync(history, 2_000);
        using (var session = SqliteSession.Open(State.HistoryPath, readOnly: false, TimeSpan.FromSeconds(1))) session.Number("PRAGMA wal_checkpoint(TRUNCATE)");
        await using (var file = File.OpenWrite(State.HistoryPath))
        {
            file.Position = 4096;
            await file.WriteAsync(new byte[file.Length - 4096], Limit);
        }

        // Another process: its page cache is empty.
        await using var other = new SqliteHistory(State, _time);
        Assert.Equal(0, await CountAsync(other));
        Assert.Equal("StateDamaged", other.LastFailure?.ErrorId);
        Assert.Single(Directory.GetFiles(_folder.Path, "*.damaged-*Z"));

        await AddAsync(other, 3);
        Assert.Equal(3, await CountAsync(other));

        // The first one saw no damage itself, and must not go on with the file that was put aside.
        await AddAsync(history, 2, from: 10);
        Assert.Equal(5, await CountAsync(history));
        Assert.Equal(5, await CountAsync(other));
        Assert.Single(Directory.GetFiles(_folder.Path, "*.damaged-*Z"));
    }

    [Fact]
    public async Task A_history_from_a_newer_version_is_left_alone()
    {
        await using (var before = new SqliteHistory(State, _time)) await AddAsync(before, 1);
        using (var session = SqliteSession.Open(State.HistoryPath, readOnly: false, TimeSpan.FromSeconds(1))) session.Execute("PRAGMA user_version = 99");

        await using var history = new SqliteHistory(State, _time);
        await AddAsync(history, 1);
        Assert.Equal("StateFromNewerVersion", history.LastFailure?.ErrorId);
        Assert.Equal(0, await CountAsync(history));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.damaged-*"));
    }

    [Fact]
    public async Task A_history_that_cannot_be_made_fails_nobody()
    {
        Directory.CreateDirectory(State.HistoryPath);
        await using var history = new SqliteHistory(State, _time);
        await AddAsync(history, 1);
        Assert.Equal("StateNotAFile", history.LastFailure?.ErrorId);
        Assert.Equal(0, await CountAsync(history));
    }

    [Fact]
    public async Task A_read_only_history_takes_nothing_and_fails_nobody()
    {
        await using (var before = new SqliteHistory(State, _time)) await AddAsync(before, 1);
        await using var history = new SqliteHistory(State with { ReadOnly = true }, _time);
        await AddAsync(history, 2);
        Assert.Equal(1, await CountAsync(history));
        Assert.Null(history.LastFailure);
    }

    [RootFact]
    public async Task A_full_disk_is_noted_and_the_history_goes_on_when_there_is_room()
    {
        using var disk = Mount.Disk(_folder["disk"], "512k");
        await using var history = new SqliteHistory(StateFile.At(Path.Combine(disk.Folder, "state.db")), _time);
        await AddAsync(history, 100);
        Assert.Null(history.LastFailure);

        for (var round = 1; history.LastFailure is null && round < 100; round++) await AddAsync(history, 100, round * 100);
        Assert.Equal("StateDiskFull", history.LastFailure?.ErrorId);
        var kept = await CountAsync(history);
        Assert.True(kept >= 100);

        disk.Grow("8m");
        await AddAsync(history, 100, 1_000_000);
        Assert.Equal(kept + 100, await CountAsync(history));
    }

    private ValueTask<int> CountAsync(SqliteHistory history) => history.ListEventsAsync(new EventFilter(), Limit).CountAsync(Limit);

    private async Task AddAsync(SqliteHistory history, int count, int from = 0)
    {
        for (var number = from; number < from + count; number++)
        {
            await history.AddEventAsync(
                new ClusterEvent { Node = "web1", Timestamp = _time.GetUtcNow().AddSeconds(number), Type = "container", Action = "start", Message = "Container blog started." },
                Limit);
        }
        await history.FlushAsync(Limit);
    }
}
