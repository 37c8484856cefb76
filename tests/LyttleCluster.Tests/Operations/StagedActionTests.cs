using LyttleCluster.Core;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Operations;

/// <summary>A change that goes over nodes in waves, with a handler whose nodes fail when they are told to.</summary>
public sealed class StagedActionTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteStateStore _store = null!;
    private Journal _journal = null!;

    public async Task InitializeAsync()
    {
        _store = await SqliteStateStore.OpenAsync(StateFile.At(Path.Combine(_folder.Path, "state.db")), TimeProvider.System, CancellationToken.None);
        _journal = new Journal(_store, TimeProvider.System);
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_waves_run_when_all_goes_well()
    {
        var answers = await ApplyAsync(new Switches([]), new ReloadNginx(), 3);

        Assert.Equal(["n0 Reloaded", "n1 Reloaded", "n2 Reloaded"], answers.Select(Describe));
        Assert.Equal(OperationOutcome.Succeeded, (await OperationAsync()).Outcome);
    }

    [Fact]
    public async Task The_first_bad_wave_is_the_last_and_the_rest_is_told_of_as_skipped()
    {
        var handler = new Switches(["n1"]);
        var answers = await ApplyAsync(handler, new ReloadNginx(), 4);

        Assert.Equal(["n0 Reloaded", "n1 Failed Test", "n2 Skipped", "n3 Skipped"], answers.Select(Describe));
        Assert.Equal(["n0", "n1"], handler.Touched);
        var operation = await OperationAsync();
        Assert.Equal(OperationOutcome.PartlyFailed, operation.Outcome);
        Assert.Equal(
            [OperationStepState.Succeeded, OperationStepState.Failed, OperationStepState.Skipped, OperationStepState.Skipped],
            operation.Steps.Select(step => step.State));
        Assert.Equal("Test", operation.Steps[1].ErrorId);
    }

    [Fact]
    public async Task The_wave_of_a_bad_node_is_finished()
    {
        var answers = await ApplyAsync(new Switches(["n0"]), new ReloadNginx { BatchSize = 2 }, 3);

        Assert.Equal(["n0 Failed Test", "n1 Reloaded", "n2 Skipped"], answers.Select(Describe).Order());
    }

    [Fact]
    public async Task A_bad_canary_saves_all_others()
    {
        var handler = new Switches(["n0"]);
        var answers = await ApplyAsync(handler, new ReloadNginx { Strategy = RolloutStrategy.Canary }, 3);

        Assert.Equal(["n0 Failed Test", "n1 Skipped", "n2 Skipped"], answers.Select(Describe));
        Assert.Equal(["n0"], handler.Touched);
        Assert.Equal(OperationOutcome.Failed, (await OperationAsync()).Outcome);
    }

    private static string Describe(Answer<NginxReloadResult> answer) => $"{answer.Value!.Node} {answer.Value.Outcome} {answer.Failure?.ErrorId}".TrimEnd();

    private async Task<List<Answer<NginxReloadResult>>> ApplyAsync(Switches handler, ReloadNginx request, int nodes)
    {
        var changes = Enumerable.Range(0, nodes).Select(i => new PlannedChange
        {
            Target = $"nginx/n{i}",
            Node = $"n{i}",
            Action = "Reload",
            Reversible = false,
            BoundTo = "",
        });
        var plan = new ChangePlan<NginxReloadResult> { Request = request, Changes = [.. changes] };
        return await new ChangeEngine(_store, _journal, new FreeHand(), TimeProvider.System).ApplyAsync(handler, plan, CancellationToken.None).ToListAsync();
    }

    private async Task<ClusterOperation> OperationAsync() =>
        await _journal.WithStepsAsync(Assert.Single(await _journal.ListAsync(CancellationToken.None).ToListAsync()), CancellationToken.None);

    private sealed class Switches(string[] failing) : IStagedAction<NginxReloadResult>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> _touched = new();

        public IEnumerable<string> Touched => _touched.Order();

        public Type RequestType => typeof(ReloadNginx);

        public Task<ChangePlan<NginxReloadResult>> PlanAsync(ChangeRequest<NginxReloadResult> request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IReadOnlyList<IReadOnlyList<int>> WavesOf(ChangeRequest<NginxReloadResult> request, int count) =>
            Waves.Of(((ReloadNginx)request).Strategy, ((ReloadNginx)request).BatchSize, count);

        public string LockOf(PlannedChange change) => change.Target;

        public NginxReloadResult SkippedOf(PlannedChange change, ClusterException cause) =>
            new() { Node = change.Node!, Outcome = NginxReloadOutcome.Skipped, Reason = cause.Message };

        public Task<Answer<NginxReloadResult>> ExecuteAsync(
            ChangeRequest<NginxReloadResult> request, PlannedChange change, CancellationToken cancellationToken)
        {
            _touched.Enqueue(change.Node!);
            Answer<NginxReloadResult> answer = failing.Contains(change.Node)
                ? Answer.Failed(
                    new NginxReloadResult { Node = change.Node!, Outcome = NginxReloadOutcome.Failed },
                    new ClusterException("Test", ClusterErrorCategory.InvalidOperation, "It was told to.", "None.") { Node = change.Node })
                : new NginxReloadResult { Node = change.Node!, Outcome = NginxReloadOutcome.Reloaded };
            return Task.FromResult(answer);
        }
    }
}
