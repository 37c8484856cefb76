using System.Text;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>What every <see cref="IStateStore"/> does, whatever it is made of. One subclass for each implementation.</summary>
public abstract class StateStoreConformance : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly DocumentKey Web1 = new("node", "web1");
    private static readonly DocumentKey Web2 = new("node", "web2");

    /// <summary>The clock of <see cref="Store"/>.</summary>
    protected ManualTimeProvider Time { get; } = new();

    private protected IStateStore Store { get; private set; } = null!;

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Limit { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    /// <summary>Opens the store of this test: empty the first time, the same one after that.</summary>
    private protected abstract Task<IStateStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken);

    public async Task InitializeAsync() => Store = await OpenAsync(Time, Limit);

    public async Task DisposeAsync() => await Store.DisposeAsync();

    [Fact]
    public async Task A_document_is_created_read_updated_and_deleted()
    {
        Assert.Null(await Store.GetAsync(Web1, Limit));

        var created = await CommitAsync(Put(Web1, 0, "one"));
        Assert.Equal("one", await TextAsync(Web1));
        Assert.Equal(created.Revision, (await Store.GetAsync(Web1, Limit))!.Revision);

        var updated = await CommitAsync(Put(Web1, created.Revision, "two"));
        Assert.True(updated.Revision > created.Revision);
        Assert.Equal("two", await TextAsync(Web1));

        Assert.True((await CommitAsync(Delete(Web1, updated.Revision))).Done);
        Assert.Null(await Store.GetAsync(Web1, Limit));
    }

    [Fact]
    public async Task A_write_that_expects_another_revision_is_refused()
    {
        var first = await CommitAsync(Put(Web1, 0, "one"));
        var second = await CommitAsync(Put(Web1, first.Revision, "two"));

        Assert.Equal(Web1, (await CommitAsync(Put(Web1, 0, "created twice"))).Conflict);
        Assert.Equal(Web1, (await CommitAsync(Put(Web1, first.Revision, "stale"))).Conflict);
        Assert.Equal(Web1, (await CommitAsync(Delete(Web1, first.Revision))).Conflict);
        Assert.Equal(Web2, (await CommitAsync(Put(Web2, second.Revision, "never was"))).Conflict);
        Assert.Equal("two", await TextAsync(Web1));
    }

    [Fact]
    public async Task A_write_that_expects_nothing_is_done_whatever_is_there()
    {
        Assert.True((await CommitAsync(Delete(Web1, null))).Done);
        Assert.True((await CommitAsync(Put(Web1, null, "one"))).Done);
        Assert.True((await CommitAsync(Put(Web1, null, "two"))).Done);
        Assert.Equal("two", await TextAsync(Web1));
    }

    [Fact]
    public async Task A_commit_is_done_whole_or_not_at_all_and_names_the_document_in_its_way()
    {
        var first = await CommitAsync(Put(Web2, 0, "there"));

        var refused = await CommitAsync(Put(Web1, 0, "new"), Put(Web2, 0, "new"));
        Assert.Equal(Web2, refused.Conflict);
        Assert.False(refused.Done);
        Assert.Null(await Store.GetAsync(Web1, Limit));
        Assert.Equal("there", await TextAsync(Web2));

        var done = await CommitAsync(Put(Web1, 0, "new"), Delete(Web2, first.Revision));
        Assert.Equal(done.Revision, (await Store.GetAsync(Web1, Limit))!.Revision);
        Assert.Null(await Store.GetAsync(Web2, Limit));
    }

    [Fact]
    public async Task A_commit_that_writes_a_document_twice_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => CommitAsync(Put(Web1, 0, "a"), Put(Web1, 0, "b")));

    [Fact]
    public async Task Revisions_only_grow_even_over_deletes_and_reopening()
    {
        var seen = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            seen.Add((await CommitAsync(Put(Web1, 0, "x"))).Revision);
            seen.Add((await CommitAsync(Delete(Web1, seen[^1]))).Revision);
        }
        await using (var again = await OpenAsync(Time, Limit))
            seen.Add((await again.CommitAsync([Put(Web1, 0, "y")], Limit)).Revision);

        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.True(seen[0] > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"name\":\"naïve 😀 \u0001 \\u0000\"}")]
    [InlineData("\0a\0")]
    [InlineData("'; DROP TABLE documents; --")]
    public async Task Bodies_come_back_byte_for_byte(string body)
    {
        await CommitAsync(Put(Web1, 0, body));
        Assert.Equal(Encoding.UTF8.GetBytes(body), (await Store.GetAsync(Web1, Limit))!.Body.ToArray());
    }

    [Fact]
    public async Task Names_are_compared_by_bytes()
    {
        string[] names = ["a", "A", "é", "e\u0301", "a b", "a'b", "a%", "a_", "😀", "a\0b", "\u001b[31m", "a/b"];
        foreach (var name in names) await CommitAsync(Put(new("node", name), 0, name));
        foreach (var name in names) Assert.Equal(name, await TextAsync(new("node", name)));
        Assert.Equal(names.Length, (await Store.ListAsync("node", "", Limit).ToListAsync(Limit)).Count);
    }

    [Fact]
    public async Task A_list_gives_one_kind_by_prefix_in_order()
    {
        foreach (var name in new[] { "web2", "web10", "db1", "Web3", "web1", "we" }) await CommitAsync(Put(new("node", name), 0, name));
        await CommitAsync(Put(new("app", "web1"), 0, "an app"));

        Assert.Equal(["web1", "web10", "web2"], await NamesAsync(Store.ListAsync("node", "web", Limit)));
        Assert.Equal(["Web3", "db1", "we", "web1", "web10", "web2"], await NamesAsync(Store.ListAsync("node", "", Limit)));
        Assert.Empty(await NamesAsync(Store.ListAsync("node", "web3", Limit)));
        Assert.Empty(await NamesAsync(Store.ListAsync("nod", "", Limit)));
    }

    [Fact]
    public async Task The_newest_documents_come_by_name_descending()
    {
        foreach (var name in new[] { "2026-01", "2026-03", "2026-02" }) await CommitAsync(Put(new("operation", name), 0, name));
        Assert.Equal(["2026-03", "2026-02"], await NamesAsync(Store.ListNewestAsync("operation", null, 2, Limit)));
        Assert.Equal(["2026-01"], await NamesAsync(Store.ListNewestAsync("operation", "2026-02", 2, Limit)));
        Assert.Empty(await NamesAsync(Store.ListNewestAsync("operation", "2026-01", 2, Limit)));
        Assert.Empty(await NamesAsync(Store.ListNewestAsync("operation", null, 0, Limit)));
    }

    [Fact]
    public async Task The_oldest_documents_come_by_name_and_are_counted()
    {
        foreach (var name in new[] { "2026-01", "2026-03", "2026-02" }) await CommitAsync(Put(new("operation", name), 0, name));
        await CommitAsync(Put(new("operation-step", "2026-01/1"), 0, "of another kind"));

        Assert.Equal(["2026-01", "2026-02"], await NamesAsync(Store.ListOldestAsync("operation", "", 2, Limit)));
        Assert.Equal(["2026-03"], await NamesAsync(Store.ListOldestAsync("operation", "2026-02", 2, Limit)));
        Assert.Equal(3, await Store.CountAsync("operation", Limit));
        Assert.Equal(0, await Store.CountAsync("none", Limit));
    }

    [Fact]
    public async Task A_watch_gives_what_was_there_and_then_what_comes()
    {
        await CommitAsync(Put(Web1, 0, "one"));
        await using var watch = Store.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        Assert.Equal("web1=one", Shown(await NextAsync(watch)));

        await CommitAsync(Put(new("app", "blog"), 0, "another kind"));
        await CommitAsync(Put(Web2, 0, "two"));
        Assert.Equal("web2=two", Shown(await NextAsync(watch)));

        await CommitAsync(Delete(Web1, null));
        var deleted = await NextAsync(watch);
        Assert.Equal("web1 deleted", Shown(deleted));

        var last = await CommitAsync(Put(Web1, 0, "again"));
        var again = await NextAsync(watch);
        Assert.Equal("web1=again", Shown(again));
        Assert.Equal(last.Revision, again.Revision);
        Assert.True(again.Revision > deleted.Revision);
    }

    [Fact]
    public async Task A_watch_goes_on_from_a_revision_with_deletes_and_misses_nothing()
    {
        await CommitAsync(Put(Web1, 0, "one"));
        var seen = await CommitAsync(Put(Web2, 0, "two"));
        await CommitAsync(Delete(Web1, null));
        await CommitAsync(Put(Web2, seen.Revision, "three"));

        await using var watch = Store.WatchAsync("node", seen.Revision, Limit).GetAsyncEnumerator(Limit);
        Assert.Equal("web1 deleted", Shown(await NextAsync(watch)));
        Assert.Equal("web2=three", Shown(await NextAsync(watch)));
    }

    [Fact]
    public async Task A_watch_from_a_revision_that_never_was_says_so()
    {
        var last = await CommitAsync(Put(Web1, 0, "one"));
        await using var watch = Store.WatchAsync("node", last.Revision + 1, Limit).GetAsyncEnumerator(Limit);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => watch.MoveNextAsync().AsTask());
        Assert.Equal("StateWatchTooOld", failure.ErrorId);
    }

    [Fact]
    public async Task A_watch_sees_what_another_opening_of_the_store_writes()
    {
        // Time is real here: another opening's writes are looked for at an interval.
        await using var watching = await OpenAsync(TimeProvider.System, Limit);
        await using var watch = watching.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        var next = NextAsync(watch);
        await CommitAsync(Put(Web1, 0, "from elsewhere"));
        Assert.Equal("web1=from elsewhere", Shown(await next));
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled_and_when_the_store_closes()
    {
        using var cancel = new CancellationTokenSource();
        await using var cancelled = Store.WatchAsync("node", 0, cancel.Token).GetAsyncEnumerator(Limit);
        var waiting = cancelled.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        var other = await OpenAsync(Time, Limit);
        await using var closed = other.WatchAsync("node", 0, Limit).GetAsyncEnumerator(Limit);
        var last = closed.MoveNextAsync().AsTask();
        await other.DisposeAsync();
        Assert.False(await last);
    }

    [Fact]
    public async Task A_lock_is_taken_once_and_tells_who_holds_it()
    {
        var mine = await Store.TryLockAsync("reload/web1", "ann@desk (pwsh)", Lease, Limit);
        Assert.True(mine.Taken);
        Assert.Equal(Time.GetUtcNow(), mine.Lock.AcquiredAt);
        Assert.Equal(Time.GetUtcNow() + Lease, mine.Lock.ExpiresAt);

        var theirs = await Store.TryLockAsync("reload/web1", "bob@desk (pwsh)", Lease, Limit);
        Assert.False(theirs.Taken);
        Assert.Equal(mine.Lock, theirs.Lock);
        Assert.True((await Store.TryLockAsync("reload/web2", "bob@desk (pwsh)", Lease, Limit)).Taken);
        Assert.Equal(["reload/web1", "reload/web2"], (await Store.ListLocksAsync(Limit).ToListAsync(Limit)).Select(held => held.Name));
    }

    [Fact]
    public async Task A_lock_that_is_renewed_stays()
    {
        var mine = await Store.TryLockAsync("l", "ann", Lease, Limit);
        Time.Advance(Lease / 2);
        Assert.True(await Store.RenewLockAsync(mine.Lock, Lease, Limit));
        Time.Advance(Lease / 2);
        Assert.False((await Store.TryLockAsync("l", "bob", Lease, Limit)).Taken);
    }

    [Fact]
    public async Task A_lapsed_lock_is_taken_over_with_a_higher_token_and_the_old_one_is_refused()
    {
        var mine = await Store.TryLockAsync("l", "ann", Lease, Limit);
        Time.Advance(Lease);
        var theirs = await Store.TryLockAsync("l", "bob", Lease, Limit);

        Assert.True(theirs.Taken);
        Assert.True(theirs.Lock.FencingToken > mine.Lock.FencingToken);
        Assert.False(await Store.RenewLockAsync(mine.Lock, Lease, Limit));
        Assert.False(await Store.ReleaseLockAsync(mine.Lock, Limit));
        Assert.Equal(theirs.Lock, Assert.Single(await Store.ListLocksAsync(Limit).ToListAsync(Limit)));
    }

    [Fact]
    public async Task A_lapsed_lock_that_nobody_took_can_be_renewed_and_is_listed()
    {
        var mine = await Store.TryLockAsync("l", "ann", Lease, Limit);
        Time.Advance(2 * Lease);
        Assert.Single(await Store.ListLocksAsync(Limit).ToListAsync(Limit));
        Assert.True(await Store.RenewLockAsync(mine.Lock, Lease, Limit));
        Assert.False((await Store.TryLockAsync("l", "bob", Lease, Limit)).Taken);
    }

    [Fact]
    public async Task Fencing_tokens_grow_even_over_release()
    {
        var first = await Store.TryLockAsync("l", "ann", Lease, Limit);
        Assert.True(await Store.ReleaseLockAsync(first.Lock, Limit));
        Assert.False(await Store.ReleaseLockAsync(first.Lock, Limit));
        var second = await Store.TryLockAsync("l", "ann", Lease, Limit);
        Assert.True(second.Lock.FencingToken > first.Lock.FencingToken);
    }

    [Fact]
    public async Task A_commit_under_a_lock_that_somebody_broke_writes_nothing()
    {
        var mine = (await Store.TryLockAsync("l", "ann", Lease, Limit)).Lock;
        Assert.True((await Store.CommitAsync([Put(Web1, 0, "mine")], [mine], Limit)).Done);

        // Somebody else breaks it: they know it from the list.
        var seen = Assert.Single(await Store.ListLocksAsync(Limit).ToListAsync(Limit));
        Assert.True(await Store.ReleaseLockAsync(seen, Limit));

        var late = await Store.CommitAsync([Put(Web1, null, "late")], [mine], Limit);
        Assert.False(late.Done);
        Assert.Equal("l", late.LostLock);
        Assert.Equal("mine", await TextAsync(Web1));
    }

    [Fact]
    public async Task Many_writers_at_once_lose_no_update()
    {
        await CommitAsync(Put(Web1, 0, "0"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Counting.AddAsync(Store, Web1, 25, Limit))));
        Assert.Equal("500", await TextAsync(Web1));
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CommitAsync([Put(Web1, 0, "x")], cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.GetAsync(Web1, cancelled));
        Assert.Null(await Store.GetAsync(Web1, Limit));
    }

    [Fact]
    public async Task A_closed_store_refuses_work()
    {
        var other = await OpenAsync(Time, Limit);
        await other.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => other.GetAsync(Web1, Limit));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => other.CommitAsync([Put(Web1, 0, "x")], Limit));
    }

    private protected static StateWrite Put(DocumentKey key, long? expected, string body) =>
        StateWrite.Put(key, expected, Encoding.UTF8.GetBytes(body));

    private protected static StateWrite Delete(DocumentKey key, long? expected) => StateWrite.Delete(key, expected);

    private protected Task<CommitResult> CommitAsync(params StateWrite[] writes) => Store.CommitAsync(writes, Limit);

    private protected async Task<string?> TextAsync(DocumentKey key) =>
        await Store.GetAsync(key, Limit) is { } document ? Encoding.UTF8.GetString(document.Body.Span) : null;

    private async Task<List<string>> NamesAsync(IAsyncEnumerable<StateDocument> documents) =>
        (await documents.ToListAsync(Limit)).ConvertAll(document => document.Key.Name);

    private protected static async Task<StateChange> NextAsync(IAsyncEnumerator<StateChange> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return watch.Current;
    }

    private protected static string Shown(StateChange change) =>
        change.Body is { } body ? $"{change.Key.Name}={Encoding.UTF8.GetString(body.Span)}" : $"{change.Key.Name} deleted";
}
