using LyttleCluster.Core;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.State;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.Authority;

/// <summary>Who may change a store that a manager holds, held, or lost.</summary>
public sealed class AuthorityTests : IDisposable
{
    private const string Address = "http://127.0.0.1:6977";
    private static readonly SuspendNode Change = new() { Nodes = ["nothing*"] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-authority-");
    private readonly ManualTimeProvider _time = new();

    private StateFile File => StateFile.At(Path.Combine(_folder.FullName, "state.db"));

    private static CancellationToken Never => CancellationToken.None;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task While_a_manager_lives_a_shell_may_look_and_not_change()
    {
        await using var manager = await ManagerAsync();
        await using var shell = await LocalCluster.OpenAsync(File, _time, Never);
        var refused = await Assert.ThrowsAsync<ClusterException>(() => shell.Operations.PlanAsync(Change, Never));
        Assert.Equal(("ManagerHoldsState", ClusterErrorCategory.ResourceBusy), (refused.ErrorId, refused.Category));
        Assert.Contains($"(process {Environment.ProcessId}, {Address})", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Connect-Cluster -Manager {Address}", refused.Remedy, StringComparison.Ordinal);
        Assert.Empty(await shell.Nodes.GetAsync(new NodeQuery { Cached = true }, Never).ToListAsync());

        await using var forced = await LocalCluster.OpenAsync(File, force: true, _time, Never);
        Assert.Empty((await forced.Operations.PlanAsync(Change, Never)).Changes);
        Assert.Empty((await manager.Operations.PlanAsync(Change, Never)).Changes);
    }

    [Fact]
    public async Task A_plan_of_before_the_manager_came_is_not_carried_out()
    {
        await using var shell = await LocalCluster.OpenAsync(File, _time, Never);
        var plan = await shell.Operations.PlanAsync(Add("web1"), Never);
        await using var manager = await ManagerAsync();
        var refused = await Assert.ThrowsAsync<ClusterException>(async () => await shell.Operations.ApplyAsync(plan, Never).ToListAsync());
        Assert.Equal("ManagerHoldsState", refused.ErrorId);
        Assert.Empty(await manager.Nodes.GetAsync(new NodeQuery { Cached = true }, Never).ToListAsync());
    }

    [Fact]
    public async Task A_manager_that_stopped_leaves_nothing_behind()
    {
        await (await ManagerAsync()).DisposeAsync();
        await using var shell = await LocalCluster.OpenAsync(File, _time, Never);
        Assert.Empty((await shell.Operations.PlanAsync(Change, Never)).Changes);
        Assert.Empty(await shell.Operations.GetLocksAsync(new LockQuery(), Never).ToListAsync());
    }

    [Fact]
    public async Task A_second_manager_is_told_who_holds_the_state_and_may_read_only()
    {
        await using var first = await ManagerAsync();
        var refused = await Assert.ThrowsAsync<ClusterException>(() => ManagerAsync("http://127.0.0.1:6978"));
        Assert.Equal("ManagerHoldsState", refused.ErrorId);
        Assert.Contains(Address, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--read-only", refused.Remedy, StringComparison.Ordinal);

        await using var second = await LocalCluster.OpenAsManagerAsync(File with { ReadOnly = true }, "http://127.0.0.1:6978", _time, Never);
        Assert.Equal("ManagerReadOnly", (await Assert.ThrowsAsync<ClusterException>(() => second.Operations.PlanAsync(Change, Never))).ErrorId);
        Assert.Empty(await second.Nodes.GetAsync(new NodeQuery { Cached = true }, Never).ToListAsync());
    }

    [Fact]
    public async Task A_manager_that_was_killed_is_followed_at_once_although_its_lease_is_not_over()
    {
        await using (var store = await SqliteStateStore.OpenAsync(File, _time, Never)) Assert.True((await store.TryLockAsync(ManagerLock.Name, "dead", TimeSpan.FromSeconds(30), Never)).Taken);
        await using (var shell = await LocalCluster.OpenAsync(File, _time, Never)) Assert.Empty((await shell.Operations.PlanAsync(Change, Never)).Changes);
        await using var manager = await ManagerAsync();
        Assert.Empty((await manager.Operations.PlanAsync(Change, Never)).Changes);
    }

    [Fact]
    public async Task A_manager_that_slept_through_its_lease_is_followed_and_changes_nothing_any_more()
    {
        // A clock of its own that stands still: it is a process that was stopped.
        var asleep = new ManualTimeProvider(_time.GetUtcNow());
        await using var first = await LocalCluster.OpenAsManagerAsync(File, Address, asleep, Never);
        var plan = await first.Operations.PlanAsync(Add("late"), Never);
        _time.Advance(TimeSpan.FromSeconds(31));
        await using var shell = await LocalCluster.OpenAsync(File, _time, Never);
        Assert.Empty((await shell.Operations.PlanAsync(Change, Never)).Changes);
        await using var second = await ManagerAsync("http://127.0.0.1:6978");

        // Not even before its next renewal.
        var refused = await Assert.ThrowsAsync<ClusterException>(async () => await first.Operations.ApplyAsync(plan, Never).ToListAsync());
        Assert.Equal("ManagerLockLost", refused.ErrorId);
        asleep.Advance(TimeSpan.FromSeconds(31));
        await Assert.IsType<ManagerLock>(first.Parts.Authority).Lost.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("ManagerLockLost", (await Assert.ThrowsAsync<ClusterException>(() => first.Operations.PlanAsync(Change, Never))).ErrorId);

        Assert.Single(await ChangeAsync(second, Add("web1")));
        Assert.Equal("web1", Assert.Single(await second.Nodes.GetAsync(new NodeQuery { Cached = true }, Never).ToListAsync()).Value!.Name);
    }

    [Fact]
    public async Task A_lock_that_an_operator_broke_stops_the_manager()
    {
        await using var manager = await ManagerAsync();
        await using (var forced = await LocalCluster.OpenAsync(File, force: true, _time, Never))
            Assert.Equal(ManagerLock.Name, Assert.Single(await ChangeAsync(forced, new BreakLock { Names = [ManagerLock.Name], Force = true })).Value!.Name);

        var refused = await Assert.ThrowsAsync<ClusterException>(() => ChangeAsync(manager, Add("web1")));
        Assert.Equal("ManagerLockLost", refused.ErrorId);
        _time.Advance(TimeSpan.FromSeconds(6));
        await Assert.IsType<ManagerLock>(manager.Parts.Authority).Lost.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_manager_keeps_its_lock_as_long_as_it_lives()
    {
        await using var manager = await ManagerAsync();
        var held = Assert.Single(await manager.Operations.GetLocksAsync(new LockQuery(), Never).ToListAsync()).Value!;
        for (var renewals = 0; renewals < 24; renewals++)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await UntilAsync(async () => (await ManagerLock.FindAsync(manager.Parts.Store, Never))!.ExpiresAt == _time.GetUtcNow().AddSeconds(30));
        }

        Assert.Equal(held.FencingToken, (await ManagerLock.FindAsync(manager.Parts.Store, Never))!.FencingToken);
    }

    [Theory]
    [InlineData("anna@host (process 12, http://127.0.0.1:6977)", "http://127.0.0.1:6977")]
    [InlineData("anna@host (process 12)", null)]
    public void The_address_is_read_from_the_owner(string owner, string? address) => Assert.Equal(address, ManagerLock.AddressOf(new ClusterLock
    {
        Name = ManagerLock.Name,
        Owner = owner,
        AcquiredAt = default,
        ExpiresAt = default,
        FencingToken = 1,
    }));

    private static AddNode Add(string name) => new() { Name = name, Settings = new NodeSettings { Docker = new Uri("unix:///nowhere.sock") }, SkipProbe = true };

    private static async Task<List<Answer<T>>> ChangeAsync<T>(LocalCluster cluster, ChangeRequest<T> request) =>
        await cluster.Operations.ApplyAsync(await cluster.Operations.PlanAsync(request, Never), Never).ToListAsync();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds()) await Task.Delay(5, limit.Token);
    }

    private Task<LocalCluster> ManagerAsync(string address = Address) => LocalCluster.OpenAsManagerAsync(File, address, _time, Never);
}
