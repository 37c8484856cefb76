using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

public sealed class SqliteWriteQueueTests : IAsyncLifetime, IDisposable
{
    private static readonly SqliteSchema Schema = new(1, "CREATE TABLE names (name TEXT NOT NULL UNIQUE)");

    private readonly TemporaryFolder _folder = new();
    private readonly ManualResetEventSlim _begun = new();
    private readonly ManualResetEventSlim _gate = new();
    private SqliteWriteQueue _queue = null!;
    private int _batches;

    private CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    private SqliteFile File => new(_folder["names.db"], Schema, ReadOnly: false, TimeSpan.FromSeconds(1), TimeProvider.System);

    public Task InitializeAsync()
    {
        _queue = new SqliteWriteQueue(File.Open, () => _batches++);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    public void Dispose()
    {
        _folder.Dispose();
        _begun.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task What_waits_is_stored_together()
    {
        var first = BlockAsync();
        var others = Enumerable.Range(0, 50).Select(number => AddAsync($"{number}")).ToList();
        _gate.Set();
        await Task.WhenAll([first, .. others]);
        Assert.Equal(2, _batches);
        Assert.Equal(51, Names().Count);
    }

    [Fact]
    public async Task One_that_fails_takes_no_other_with_it()
    {
        var first = BlockAsync();
        var good = AddAsync("good");
        var twice = AddAsync("good");
        var broken = _queue.RunAsync<bool>(
            session =>
            {
                Insert(session, "half");
                throw new InvalidOperationException("a bug");
            }, Limit);
        var alsoGood = AddAsync("also good");
        _gate.Set();

        await Task.WhenAll(first, good, alsoGood);
        Assert.Equal("StateFailed", (await Assert.ThrowsAsync<ClusterException>(() => twice)).ErrorId);
        await Assert.ThrowsAsync<InvalidOperationException>(() => broken);
        Assert.Equal(["also good", "first", "good"], Names());
    }

    [Fact]
    public async Task Work_that_is_cancelled_while_it_waits_is_not_done_and_work_that_has_begun_is()
    {
        using var cancel = new CancellationTokenSource();
        var first = BlockAsync(cancel.Token);
        var waiting = _queue.RunAsync(session => Insert(session, "waiting"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(first.IsCompleted);

        _gate.Set();
        Assert.True(await first);
        await AddAsync("later");
        Assert.Equal(["first", "later"], Names());
    }

    [Fact]
    public async Task Work_can_be_cancelled_while_another_process_has_the_lock()
    {
        using var other = File.Open();
        other.Execute("BEGIN IMMEDIATE");
        using var cancel = new CancellationTokenSource();
        await using var patient = new SqliteWriteQueue((File with { BusyTimeout = TimeSpan.FromSeconds(30) }).Open, () => { });
        var stays = patient.RunAsync(session => Insert(session, "stays"), Limit);
        var leaves = patient.RunAsync(session => Insert(session, "leaves"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

        other.Rollback();
        Assert.True(await stays);
        Assert.Equal(["stays"], Names());
    }

    [Fact]
    public async Task What_is_queued_is_stored_before_it_closes()
    {
        var first = BlockAsync();
        var second = AddAsync("second");
        var closing = _queue.DisposeAsync().AsTask();
        _gate.Set();
        await Task.WhenAll(first, second, closing);
        Assert.Equal(["first", "second"], Names());
    }

    /// <summary>Work that keeps the writer busy until the gate opens; returns when the writer is at it.</summary>
    private Task<bool> BlockAsync(CancellationToken cancellationToken = default)
    {
        var work = _queue.RunAsync(
            session =>
            {
                _begun.Set();
                _gate.Wait(Limit);
                return Insert(session, "first");
            }, cancellationToken);
        _begun.Wait(Limit);
        return work;
    }

    private Task<bool> AddAsync(string name) => _queue.RunAsync(session => Insert(session, name), Limit);

    private static bool Insert(SqliteSession session, string name)
    {
        session.Execute("INSERT INTO names VALUES (?1)", name);
        return true;
    }

    private List<string> Names()
    {
        using var session = File.Open();
        return session.Query("SELECT name FROM names ORDER BY name", row => row.GetString(0)).ToList();
    }
}
