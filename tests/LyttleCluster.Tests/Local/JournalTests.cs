using LyttleCluster.Core;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Local;

public class JournalTests
{
    [Fact]
    public async Task An_operation_whose_process_died_is_interrupted_and_shows_how_far_it_got()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await using var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None);
        var operation = new OperationDocument { Id = "0001", UseCase = "Containers.Stop", Summary = "Stop container/a/b", Author = "x@y", StartedAt = DateTimeOffset.UtcNow };
        var step = new ClusterOperationStep { Number = 1, Target = "container/a/b", Action = "Stop", State = OperationStepState.Started };
        await store.CommitAsync([Journal.WriteOf(operation), Journal.WriteOf(operation.Id, step)], CancellationToken.None);
        var held = await store.TryLockAsync(Journal.LockOf(operation.Id), "x@y", TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal(OperationOutcome.Running, (await NewestAsync(temporary)).Outcome);

        await store.ReleaseLockAsync(held.Lock, CancellationToken.None);
        var dead = await NewestAsync(temporary);
        Assert.Equal(OperationOutcome.Interrupted, dead.Outcome);
        Assert.Equal(OperationStepState.Started, Assert.Single(dead.Steps).State);
    }

    [Fact]
    public async Task Each_step_that_failed_says_why()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 2 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("n0", nodes.Nodes[0].Uri, skipProbe: true);
        var containers = await temporary.ContainersAsync(new ContainerQuery());
        await using var store = await SqliteStateStore.OpenAsync(temporary.File, TimeProvider.System, CancellationToken.None);
        foreach (var container in containers)
        {
            await store.TryLockAsync($"container/n0/{container.Id}", "somebody@elsewhere", TimeSpan.FromMinutes(1), CancellationToken.None);
        }

        var answers = await temporary.ChangeAsync(new StopContainer { Nodes = ["n0"] });
        Assert.All(answers, answer => Assert.Equal("ObjectLocked", answer.Failure!.ErrorId));
        var operation = await NewestAsync(temporary);
        Assert.Equal(OperationOutcome.Failed, operation.Outcome);
        Assert.All(operation.Steps, step => Assert.Equal((OperationStepState.Failed, "ObjectLocked"), (step.State, step.ErrorId)));
    }

    [Fact]
    public async Task What_was_done_but_could_not_be_recorded_is_told_so()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        var (file, aside) = (temporary.File.Path, temporary.File.Path + ".aside");
        await using var server = FaultServer.StartTcp()
            .On("/containers/json", Faults.Answer(200, """[{"Id":"aaaa","Names":["/one"],"State":"running","Status":"Up 1 hour"}]"""))
            .On("/containers/aaaa/json", Faults.Answer(200, """{"Id":"aaaa","Name":"/one","State":{"Status":"exited"}}"""))
            .On("/containers/aaaa/stop", async exchange =>
            {
                File.Move(file, aside);
                await exchange.AnswerAsync(204, "text/plain", "");
                return true;
            });
        await temporary.AddAsync("web1", server.Uri, skipProbe: true);
        var plan = await temporary.Cluster.Operations.PlanAsync(new StopContainer { Names = ["one"] }, CancellationToken.None);
        await using var answers = temporary.Cluster.Operations.ApplyAsync(plan, CancellationToken.None).GetAsyncEnumerator();

        Assert.True(await answers.MoveNextAsync());
        Assert.Equal(("OperationNotRecorded", "web1"), (answers.Current.Failure?.ErrorId, answers.Current.Failure?.Node));
        File.Move(aside, file);
        Assert.False(await answers.MoveNextAsync());
        Assert.Equal(OperationStepState.Started, Assert.Single((await NewestAsync(temporary)).Steps).State);
    }

    [Fact]
    public async Task An_operation_is_missed_only_where_the_journal_has_none()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("web1", new Uri("unix:///a.sock"), skipProbe: true);
        var id = (await NewestAsync(temporary)).Id;
        Assert.Equal(["no1", "no2"], await MissingAsync(new OperationQuery { Ids = ["no1", id, "no2", "x*"] }));
        Assert.Empty(await MissingAsync(new OperationQuery { Ids = [id], Outcome = [OperationOutcome.Failed] }));
        Assert.Empty(await MissingAsync(new OperationQuery { Ids = [id], Since = DateTimeOffset.MaxValue }));

        async Task<IEnumerable<string?>> MissingAsync(OperationQuery query) =>
            (await temporary.Cluster.Operations.GetAsync(query, CancellationToken.None).ToListAsync())
                .Where(answer => answer.Failure is not null).Select(answer => answer.Failure!.TargetName).Order();
    }

    [Fact]
    public async Task An_operation_is_found_by_how_its_id_begins()
    {
        await using var temporary = await TemporaryCluster.OpenAsync();
        for (var number = 0; number < 40; number++) await temporary.AddAsync($"web{number}", new Uri($"unix:///{number}.sock"), skipProbe: true);
        var all = await IdsAsync(new OperationQuery());
        Assert.Equal(40, all.Count);
        Assert.Equal(all.OrderDescending(StringComparer.Ordinal), all);

        Assert.Equal([all[7]], await IdsAsync(new OperationQuery { Ids = [all[7]] }));
        Assert.Equal([all[7]], await IdsAsync(new OperationQuery { Ids = [all[7].ToUpperInvariant()[..12]] }));
        Assert.Equal([all[3], all[30]], await IdsAsync(new OperationQuery { Ids = [all[30], all[3][..12], all[3]] }));
        Assert.Equal([all[3], all[30]], await IdsAsync(new OperationQuery { Ids = [all[30][..12], $"*{all[3][8..]}"] }));
        Assert.Equal(all, await IdsAsync(new OperationQuery { Ids = [all[0][..4]] }));
        Assert.Equal([all[0], all[1]], await IdsAsync(new OperationQuery { Ids = [all[0][..4]], Newest = 2 }));

        async Task<List<string>> IdsAsync(OperationQuery query)
        {
            var operations = await temporary.Cluster.Operations.GetAsync(query, CancellationToken.None).ToListAsync();
            Assert.All(operations, operation => Assert.Single(operation.Value!.Steps));
            return [.. operations.Select(operation => operation.Value!.Id)];
        }
    }

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_leaves_a_canceled_operation()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 3 });
        await using var temporary = await TemporaryCluster.OpenAsync();
        await temporary.AddAsync("n0", nodes.Nodes[0].Uri, skipProbe: true);
        var plan = await temporary.Cluster.Operations.PlanAsync(new StopContainer { Nodes = ["n0"], ThrottleLimit = 1 }, CancellationToken.None);
        nodes.Nodes[0].Hang = true;
        using var stop = new CancellationTokenSource();
        var applying = temporary.Cluster.Operations.ApplyAsync(plan, stop.Token).ToListAsync(stop.Token);
        while (!(await NewestAsync(temporary)).Steps.Any(step => step.State == OperationStepState.Started)) await Task.Yield();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await applying);
        var operation = await NewestAsync(temporary);
        Assert.Equal(OperationOutcome.Canceled, operation.Outcome);
        Assert.Equal(1, operation.Steps.Count(step => step.State == OperationStepState.Started));
        Assert.Empty(await temporary.Cluster.Operations.GetLocksAsync(new LockQuery(), CancellationToken.None).ToListAsync());
    }

    private static async Task<ClusterOperation> NewestAsync(TemporaryCluster temporary)
    {
        var newest = await temporary.Cluster.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).ToListAsync();
        return newest[0].Value!;
    }
}
