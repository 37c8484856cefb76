using LyttleCluster.Core;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Watching;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>What operations left whose process died.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-left-");
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_manager_settles_them_at_its_start_and_when_later_ones_are_left()
    {
        await using var cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(Path.Combine(_folder.FullName, "state.db")), "http://127.0.0.1:6977", _time, CancellationToken.None);
        var first = await LeaveAsync(cluster);
        using var words = new StringWriter();
        using var stop = new CancellationTokenSource();
        var resumption = new LeftoverResumption(cluster.Operations, new ServiceLog(words, LogFormat.Text, _time), _time).RunAsync(stop.Token);
        Assert.Equal(OperationStepState.Skipped, (await UntilEndedAsync(cluster, first)).Steps[0].State);
        var second = await LeaveAsync(cluster);
        Assert.Equal(OperationOutcome.Failed, (await UntilEndedAsync(cluster, second)).Outcome);
        var resumed = await cluster.Operations.GetAsync(new OperationQuery(), CancellationToken.None).Where(answer => answer.Value!.Kind == "Operations.Resume").ToListAsync();
        Assert.Equal(2, resumed.Count);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resumption);
        Assert.All([first, second], id => Assert.Contains(id, words.ToString(), StringComparison.Ordinal));
    }

    /// <summary>An operation whose process died before its first step.</summary>
    private async Task<string> LeaveAsync(LocalCluster cluster)
    {
        var journal = new Journal(cluster.Parts.Store, _time);
        var plan = new ChangePlan<ClusterContainer>
        {
            Request = new StopContainer { Names = ["shop"] },
            Changes = [new PlannedChange { Target = "container/web1/shop", Action = "Stop", Node = "web1", Reversible = true, BoundTo = "1" }],
        };
        var operation = journal.Begin(plan);
        await cluster.Parts.Store.CommitAsync(
            [Journal.WriteOf(operation), Journal.OpenOf(operation.Id), .. journal.StepsOf(plan.Changes, OperationStepState.Pending).Select(step => Journal.WriteOf(operation.Id, step))],
            CancellationToken.None);
        return operation.Id;
    }

    private async Task<ClusterOperation> UntilEndedAsync(LocalCluster cluster, string id)
    {
        using var limit = new CancellationTokenSource(WatchedCluster.Limit);
        while (true)
        {
            var operation = (await cluster.Operations.GetAsync(new OperationQuery { Ids = [id] }, limit.Token).SingleAsync(limit.Token)).Value!;
            if (operation.EndedAt is not null) return operation;
            await Task.Delay(5, limit.Token);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
