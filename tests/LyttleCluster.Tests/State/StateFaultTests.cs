using System.Runtime.Versioning;
using System.Text;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>Real faults of real files: one ErrorId each, nothing lost.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class StateFaultTests : IDisposable
{
    private static readonly DocumentKey Web1 = new("node", "web1");

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["data/state.db"];

    private CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_file_and_its_folder_are_for_their_owner_only()
    {
        await WriteOneAsync(Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["data"]));
    }

    [Fact]
    public async Task A_file_from_a_newer_version_is_left_alone()
    {
        await WriteOneAsync(Path);
        RunSql(Path, "PRAGMA user_version = 99");
        var before = await File.ReadAllBytesAsync(Path, Limit);

        var failure = await OpeningFailsAsync("StateFromNewerVersion");
        Assert.Contains("99", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path, Limit));
    }

    [Fact]
    public async Task Text_where_a_database_should_be_is_left_alone()
    {
        Directory.CreateDirectory(_folder["data"]);
        var text = string.Concat(Enumerable.Repeat("not a database\n", 100));
        await File.WriteAllTextAsync(Path, text, Limit);
        var failure = await OpeningFailsAsync("StateDamaged");
        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(Path, Limit));
    }

    [Fact]
    public async Task A_small_file_with_a_hole_is_said_to_be_damaged_at_once_and_kept()
    {
        await WriteOneAsync(Path, size: 200_000);
        await MakeHoleAsync();
        await OpeningFailsAsync("StateDamaged");
        Assert.True(File.Exists(Path));
    }

    [Fact]
    public async Task A_large_file_with_a_hole_is_said_to_be_damaged_when_it_is_read()
    {
        await WriteOneAsync(Path, size: 2_000_000);
        await MakeHoleAsync();
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(Path), TimeProvider.System, Limit);
        Assert.Equal("StateDamaged", (await Assert.ThrowsAsync<ClusterException>(() => store.GetAsync(Web1, Limit))).ErrorId);
        await WritingFailsAsync(store, "StateDamaged");
    }

    [Fact]
    public async Task A_file_cut_short_is_said_to_be_damaged()
    {
        await WriteOneAsync(Path, size: 200_000);
        await using (var file = File.OpenWrite(Path)) file.SetLength(8192);
        await OpeningFailsAsync("StateDamaged");
    }

    [Fact]
    public async Task A_database_of_another_program_is_left_alone()
    {
        Directory.CreateDirectory(_folder["data"]);
        SqliteFile.CreateEmpty(Path);
        RunSql(Path, "CREATE TABLE bookmarks (url TEXT)");
        await OpeningFailsAsync("StateForeign");
    }

    [Fact]
    public async Task A_history_is_no_state_file()
    {
        await using (var history = new SqliteHistory(StateFile.At(Path), TimeProvider.System))
        {
            await history.SetObservationAsync("web1", "node", DateTimeOffset.UnixEpoch, "x"u8.ToArray(), memory: null, Limit);
            await history.FlushAsync(Limit);
        }
        var failure = await Assert.ThrowsAsync<ClusterException>(
            () => SqliteStateStore.OpenAsync(StateFile.At(StateFile.At(Path).HistoryPath), TimeProvider.System, Limit));
        Assert.Equal("StateForeign", failure.ErrorId);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("file/state.db")]
    public async Task A_path_that_can_be_no_file_is_refused(string path)
    {
        Directory.CreateDirectory(_folder["folder"]);
        await File.WriteAllTextAsync(_folder["file"], "", Limit);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => SqliteStateStore.OpenAsync(StateFile.At(_folder[path]), TimeProvider.System, Limit));
        Assert.Equal("StateNotAFile", failure.ErrorId);
    }

    [Fact]
    public async Task Opened_read_only_it_is_read_and_not_written()
    {
        await WriteOneAsync(Path);
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(Path, readOnly: true), TimeProvider.System, Limit);
        Assert.NotNull(await store.GetAsync(Web1, Limit));
        await WritingFailsAsync(store, "StateReadOnly");
        var locking = await Assert.ThrowsAsync<ClusterException>(() => store.TryLockAsync("l", "ann", TimeSpan.FromSeconds(1), Limit));
        Assert.Equal("StateReadOnly", locking.ErrorId);
    }

    [Fact]
    public async Task Opened_read_only_it_must_be_there()
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => SqliteStateStore.OpenAsync(StateFile.At(Path, readOnly: true), TimeProvider.System, Limit));
        Assert.Equal("StateNotFound", failure.ErrorId);
        Assert.False(Directory.Exists(_folder["data"]));
    }

    [Fact]
    public async Task A_file_that_is_removed_while_it_is_open_is_told_and_not_made_anew()
    {
        await WriteOneAsync(Path);
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(Path), TimeProvider.System, Limit);
        await store.CommitAsync([StateWrite.Put(Web1, null, "x"u8.ToArray())], Limit);
        await using var watch = store.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        Assert.True(await watch.MoveNextAsync());
        Directory.Delete(_folder["data"], recursive: true);

        Assert.Equal("StateNotFound", (await Assert.ThrowsAsync<ClusterException>(() => store.GetAsync(Web1, Limit))).ErrorId);
        await WritingFailsAsync(store, "StateNotFound");
        Assert.Equal("StateWatchTooOld", (await Assert.ThrowsAsync<ClusterException>(() => watch.MoveNextAsync().AsTask())).ErrorId);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task A_file_that_was_replaced_is_read_and_written_from_then_on()
    {
        var other = _folder["other/state.db"];
        await WriteOneAsync(Path);
        await using (var second = await SqliteStateStore.OpenAsync(StateFile.At(other), TimeProvider.System, Limit))
            await second.CommitAsync([StateWrite.Put(new("node", "restored"), 0, "x"u8.ToArray())], Limit);
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(Path), TimeProvider.System, Limit);
        await store.CommitAsync([StateWrite.Put(Web1, null, "x"u8.ToArray())], Limit);

        foreach (var part in new[] { "-wal", "-shm" }) File.Delete(Path + part);
        File.Move(other, Path, overwrite: true);
        Assert.Null(await store.GetAsync(Web1, Limit));
        await store.CommitAsync([StateWrite.Put(new("node", "new"), 0, "x"u8.ToArray())], Limit);

        using var reader = OtherProcess.Start("read", Path);
        Assert.Equal((0, "new\nrestored"), await reader.EndAsync(Limit));
    }

    [RootFact]
    public async Task On_a_read_only_disk_it_is_read_and_not_written()
    {
        using var disk = Mount.Disk(_folder["disk"], "8m");
        var path = System.IO.Path.Combine(disk.Folder, "st%a?t#e.db");
        await WriteOneAsync(path);
        disk.MakeReadOnly();

        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(path), TimeProvider.System, Limit);
        Assert.NotNull(await store.GetAsync(Web1, Limit));
        Assert.Single(await store.ListAsync("node", "", Limit).ToListAsync(Limit));
        await WritingFailsAsync(store, "StateReadOnly");

        var making = await Assert.ThrowsAsync<ClusterException>(
            () => SqliteStateStore.OpenAsync(StateFile.At(System.IO.Path.Combine(disk.Folder, "new/state.db")), TimeProvider.System, Limit));
        Assert.Equal("StateReadOnly", making.ErrorId);
    }

    [Theory]
    [InlineData("444", "700", "read", 0, "web1")]
    [InlineData("444", "700", "write", 1, "StateReadOnly")]
    [InlineData("444", "500", "read", 0, "web1")]
    [InlineData("600", "500", "read", 0, "web1")]
    [InlineData("600", "500", "read-only", 0, "web1")]
    [InlineData("600", "500", "write", 1, "StateReadOnly")]
    [InlineData("000", "700", "read", 1, "StateAccessDenied")]
    [InlineData("600", "000", "read", 1, "StateAccessDenied")]
    public async Task Missing_rights_are_told(string fileMode, string folderMode, string command, int exitCode, string says)
    {
        await WriteOneAsync(Path);
        SetMode(Path, fileMode);
        SetMode(_folder["data"], folderMode);
        try
        {
            using var other = OtherProcess.StartWithoutPower(command, Path);
            Assert.Equal((exitCode, says), await other.EndAsync(Limit));
        }
        finally
        {
            SetMode(_folder["data"], "700");
        }
    }

    [Fact]
    public async Task A_folder_that_may_not_be_made_is_told()
    {
        SetMode(_folder.Path, "500");
        try
        {
            using var other = OtherProcess.StartWithoutPower("read", Path);
            Assert.Equal((1, "StateAccessDenied"), await other.EndAsync(Limit));
        }
        finally
        {
            SetMode(_folder.Path, "700");
        }
    }

    [Fact]
    public async Task A_file_that_another_process_holds_is_told_with_its_holder_and_read_all_the_same()
    {
        await WriteOneAsync(Path);
        var file = StateFile.At(Path) with { BusyTimeout = TimeSpan.FromMilliseconds(100) };
        await using var store = await SqliteStateStore.OpenAsync(file, TimeProvider.System, Limit);
        using var holder = OtherProcess.Start("hold", Path);
        Assert.Equal("held", await holder.ReadLineAsync(Limit));

        Assert.NotNull(await store.GetAsync(Web1, Limit));
        var failure = await WritingFailsAsync(store, "StateLocked");
        Assert.Contains(Path, failure.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux()) Assert.Contains($"process {holder.Id}", failure.Message, StringComparison.Ordinal);

        await holder.EndAsync(Limit);
        Assert.True((await store.CommitAsync([StateWrite.Put(Web1, null, "after"u8.ToArray())], Limit)).Done);
    }

    [RootFact]
    public async Task A_full_disk_is_told_and_nothing_that_was_stored_is_lost()
    {
        using var disk = Mount.Disk(_folder["disk"], "1m");
        var path = System.IO.Path.Combine(disk.Folder, "state.db");
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(path), TimeProvider.System, Limit);
        var stored = new List<string>();
        var failure = await Assert.ThrowsAsync<ClusterException>(async () =>
        {
            for (var number = 0; number < 1_000; number++)
            {
                var name = $"{number:d4}";
                Assert.True((await store.CommitAsync([StateWrite.Put(new("fill", name), 0, Body(name))], Limit)).Done);
                stored.Add(name);
            }
        });
        Assert.Equal("StateDiskFull", failure.ErrorId);
        Assert.NotEmpty(stored);
        await AssertStoredAsync(store, stored);

        // Another process finds the same; and with room again it goes on.
        using (var reader = OtherProcess.Start("read", path)) Assert.Equal(0, (await reader.EndAsync(Limit)).ExitCode);
        disk.Grow("8m");
        Assert.True((await store.CommitAsync([StateWrite.Put(new("fill", "more"), 0, Body("more"))], Limit)).Done);
        stored.Add("more");
        await AssertStoredAsync(store, stored);
        await store.DisposeAsync();
        await using var again = await SqliteStateStore.OpenAsync(StateFile.At(path), TimeProvider.System, Limit);
        await AssertStoredAsync(again, stored);
    }

    [RootFact]
    public async Task A_disk_without_room_for_a_new_file_is_told()
    {
        using var disk = Mount.Disk(_folder["disk"], "64k");
        await File.WriteAllBytesAsync(System.IO.Path.Combine(disk.Folder, "fill"), new byte[64 * 1024], Limit);
        var failure = await Assert.ThrowsAsync<ClusterException>(
            () => SqliteStateStore.OpenAsync(StateFile.At(System.IO.Path.Combine(disk.Folder, "state.db")), TimeProvider.System, Limit));
        Assert.Equal("StateDiskFull", failure.ErrorId);
    }

    [Fact]
    public async Task Many_openings_at_once_make_one_file()
    {
        var others = Enumerable.Range(0, 3).Select(_ => OtherProcess.Start("write", Path)).ToList();
        var here = Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            await using var store = await SqliteStateStore.OpenAsync(StateFile.At(Path), TimeProvider.System, Limit);
            await store.CommitAsync([StateWrite.Put(new("node", $"{number}"), 0, "x"u8.ToArray())], Limit);
        })).ToList();
        await Task.WhenAll(here);
        foreach (var other in others) Assert.Equal((0, "written"), await other.EndAsync(Limit));
        others.ForEach(other => other.Dispose());

        await using var all = await SqliteStateStore.OpenAsync(StateFile.At(Path), TimeProvider.System, Limit);
        Assert.Equal(9, await all.ListAsync("node", "", Limit).CountAsync(Limit));
    }

    /// <summary>All but the first page, which tells what kind of file it is, becomes zeros.</summary>
    private async Task MakeHoleAsync()
    {
        await using var file = File.OpenWrite(Path);
        file.Position = 4096;
        await file.WriteAsync(new byte[file.Length - 4096], Limit);
    }

    private static byte[] Body(string name) => Encoding.UTF8.GetBytes(name.PadRight(4_000, '.'));

    private static void RunSql(string path, string sql)
    {
        using var session = SqliteSession.Open(path, readOnly: false, TimeSpan.FromSeconds(1));
        session.Execute(sql);
    }

    private static void SetMode(string path, string octal) => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));

    private async Task WriteOneAsync(string path, int size = 10)
    {
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(path), TimeProvider.System, Limit);
        Assert.True((await store.CommitAsync([StateWrite.Put(Web1, 0, new byte[size])], Limit)).Done);
    }

    private async Task<ClusterException> OpeningFailsAsync(string errorId)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => SqliteStateStore.OpenAsync(StateFile.At(Path), TimeProvider.System, Limit));
        Assert.Equal(errorId, failure.ErrorId);
        Assert.Equal(Path, failure.TargetName);
        return failure;
    }

    private async Task<ClusterException> WritingFailsAsync(SqliteStateStore store, string errorId)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => store.CommitAsync([StateWrite.Put(Web1, null, "x"u8.ToArray())], Limit));
        Assert.Equal(errorId, failure.ErrorId);
        return failure;
    }

    private async Task AssertStoredAsync(SqliteStateStore store, List<string> names)
    {
        var found = await store.ListAsync("fill", "", Limit).ToListAsync(Limit);
        Assert.Equal(names, found.Select(document => document.Key.Name));
        Assert.All(found, document => Assert.Equal(Body(document.Key.Name), document.Body.ToArray()));
    }
}
