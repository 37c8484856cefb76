using LyttleCluster.Core;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.Tests.Local;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Operations;

public sealed class JournalTrimTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();
    private SqliteStateStore _store = null!;

    public async Task InitializeAsync() => _store = await SqliteStateStore.OpenAsync(StateFile.At(_folder["state.db"]), _time, CancellationToken.None);

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_oldest_go_with_their_steps_when_there_are_too_many()
    {
        for (var number = 1; number <= 5; number++) await AddAsync(number);

        await Trim(3).TrimAsync(CancellationToken.None);

        Assert.Equal(["00000003", "00000004", "00000005"], await NamesAsync(OperationDocument.Kind));
        Assert.Equal(["00000003/000001", "00000004/000001", "00000005/000001"], await NamesAsync(OperationDocument.StepKind));
    }

    [Fact]
    public async Task What_is_too_old_goes_however_few_there_are()
    {
        await AddAsync(1, age: TimeSpan.FromDays(401));
        await AddAsync(2, age: TimeSpan.FromDays(399));

        await Trim(100).TrimAsync(CancellationToken.None);

        Assert.Equal(["00000002"], await NamesAsync(OperationDocument.Kind));
    }

    [Fact]
    public async Task What_has_not_ended_stays_however_old_it_is()
    {
        // More of them than one page.
        for (var number = 1; number <= 250; number++) await AddAsync(number, OperationOutcome.Running, TimeSpan.FromDays(500));
        await AddAsync(251, age: TimeSpan.FromDays(500));
        await AddAsync(252);

        await Trim(1).TrimAsync(CancellationToken.None);

        var kept = await NamesAsync(OperationDocument.Kind);
        Assert.Equal(250, kept.Count);
        Assert.DoesNotContain("00000251", kept);
        Assert.DoesNotContain("00000252", kept);
    }

    [Fact]
    public async Task What_was_dropped_is_counted_for_good()
    {
        for (var number = 1; number <= 4; number++) await AddAsync(number, reversible: number % 2 == 0);
        await Trim(3).TrimAsync(CancellationToken.None);
        await Trim(1).TrimAsync(CancellationToken.None);

        var dropped = await Trim(1).DroppedAsync(CancellationToken.None);

        Assert.Equal((3, 1), (dropped.Count, dropped.Reversible));
        Assert.Equal(_time.GetUtcNow(), dropped.UpTo);
    }

    [Fact]
    public async Task A_full_journal_is_trimmed_beside_the_next_change_and_says_so_when_asked()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using (var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None))
            await store.CommitAsync([.. Enumerable.Range(1, 10_010).Select(number => Journal.WriteOf(Operation(number, DateTimeOffset.UtcNow)))], CancellationToken.None);

        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);

        var newest = Assert.Single(await AskAsync(temporary, new OperationQuery { Newest = 1 }));
        Assert.Equal("Nodes.Add", newest.Value!.Kind);
        await using (var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None))
            Assert.Equal(10_000, await store.CountAsync(OperationDocument.Kind, CancellationToken.None));
        var old = Assert.Single(await AskAsync(temporary, new OperationQuery { Ids = ["00000001"] })).Failure!;
        Assert.Equal("OperationNotFound", old.ErrorId);
        Assert.Contains("11 operations", old.Message, StringComparison.Ordinal);
        var since = await AskAsync(temporary, new OperationQuery { Since = DateTimeOffset.UnixEpoch, Newest = 1 });
        Assert.Equal("JournalTrimmed", since[0].Warning!.Id);
        Assert.True(since[1].IsValue);
    }

    private JournalTrim Trim(int most) => new(_store, _time, new JournalRetention(most, TimeSpan.FromDays(400)));

    private async Task AddAsync(int number, OperationOutcome outcome = OperationOutcome.Succeeded, TimeSpan age = default, bool reversible = false)
    {
        var operation = Operation(number, _time.GetUtcNow() - age) with { Outcome = outcome, Reversible = reversible };
        var step = new ClusterOperationStep { Number = 1, Target = "node/a", Action = "Set" };
        await _store.CommitAsync([Journal.WriteOf(operation), Journal.WriteOf(operation.Id, step)], CancellationToken.None);
    }

    private static OperationDocument Operation(int number, DateTimeOffset started) => new()
    {
        Id = $"{number:D8}", UseCase = "Nodes.Set", Summary = "Set node/a", Author = "x@y", StartedAt = started, Outcome = OperationOutcome.Succeeded,
    };

    private async Task<List<string>> NamesAsync(string kind) =>
        await _store.ListAsync(kind, "", CancellationToken.None).Select(document => document.Key.Name).ToListAsync();

    private static async Task<List<Answer<ClusterOperation>>> AskAsync(TemporaryCluster temporary, OperationQuery query) =>
        await temporary.Cluster.Operations.GetAsync(query, CancellationToken.None).ToListAsync();
}
