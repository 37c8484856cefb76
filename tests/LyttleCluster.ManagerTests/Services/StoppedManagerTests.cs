using LyttleCluster.Core;
using LyttleCluster.Core.Services;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Services;

/// <summary>A real manager that is told to stop in the middle of a rolling reload of two nodes: what runs is finished, or the journal knows how far it got.</summary>
public sealed class StoppedManagerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "lyttle-cluster");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-stopped-");
    private readonly NginxApiServer[] _nodes = [NginxApiServer.Start(ApiGeneration.Agent), NginxApiServer.Start(ApiGeneration.Agent)];
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServiceProcess _manager = null!;
    private ICluster _cluster = null!;

    private string State => Path.Combine(_folder.FullName, "state.db");

    public async Task InitializeAsync()
    {
        _manager = ServiceProcess.Start(Program, ["manager", "--listen", "http://127.0.0.1:0", "--state", State]);
        var listens = await _manager.LineAsync(line => line.Contains("The manager listens.", StringComparison.Ordinal)).WaitAsync(Limit);
        _cluster = await ClusterFactory.OpenManagerAsync(new ManagerEndpoint { Uri = new Uri(listens.Split("address=")[1].Split(',')[0]) }, CancellationToken.None);
        foreach (var (node, name) in _nodes.Zip((string[])["n1", "n2"]))
        {
            var add = new AddNode { Name = name, Settings = new NodeSettings { NginxApi = node.Uri, NginxApiKey = new Secret(node.ApiKey) } };
            await ApplyAsync(_cluster, add);
        }

        _nodes[0].Nginx.NextReloads.Enqueue(new SimulatedReload { Until = _goOn.Task });
    }

    public async Task DisposeAsync()
    {
        _goOn.TrySetResult();
        await _cluster.DisposeAsync();
        await _manager.DisposeAsync();
        foreach (var node in _nodes) await node.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_runs_is_finished_and_its_caller_is_answered()
    {
        var reload = ApplyAsync(_cluster, new ReloadNginx { Nodes = ["n1", "n2"] });
        await _nodes[0].WaitForRequestAsync("/reload").WaitAsync(Limit);
        _manager.Terminate();
        await _manager.LineAsync(line => line.Contains("The manager stops. (signal=SIGTERM, runningChanges=1)", StringComparison.Ordinal)).WaitAsync(Limit);
        Assert.Equal(ManagerStatus.Stopping, ManagerNoteFile.ReadAll(State).Single().Status);
        _goOn.SetResult();

        var results = await reload.WaitAsync(Limit);
        Assert.Equal([NginxReloadOutcome.Reloaded, NginxReloadOutcome.Reloaded], results.Select(result => result.Outcome));
        Assert.Equal(0, await _manager.ExitAsync().WaitAsync(Limit));
        Assert.Empty(ManagerNoteFile.ReadAll(State));
        Assert.Equal(OperationOutcome.Succeeded, (await LastOperationAsync()).Outcome);
    }

    [Fact]
    public async Task A_second_signal_cancels_it_and_the_journal_knows_how_far_it_got()
    {
        var reload = ApplyAsync(_cluster, new ReloadNginx { Nodes = ["n1", "n2"] });
        await _nodes[0].WaitForRequestAsync("/reload").WaitAsync(Limit);
        _manager.Terminate();
        await _manager.LineAsync(line => line.Contains("The manager stops.", StringComparison.Ordinal)).WaitAsync(Limit);
        _manager.Terminate();

        await Assert.ThrowsAsync<ClusterException>(() => reload.WaitAsync(Limit));
        await _manager.ExitAsync().WaitAsync(Limit);
        Assert.Contains(_manager.Lines, line => line.Contains("Changes took too long for the stop and were canceled", StringComparison.Ordinal));
        var operation = await LastOperationAsync();
        Assert.Equal(OperationOutcome.Canceled, operation.Outcome);
        Assert.Equal([OperationStepState.Started, OperationStepState.Pending], operation.Steps.Select(step => step.State));
        Assert.Equal(0, _nodes[1].Count("/reload"));
    }

    [Fact]
    public async Task Streams_end_with_a_last_word()
    {
        var watch = _cluster.Events.WatchAsync(new EventWatch(), CancellationToken.None).GetAsyncEnumerator();
        var next = watch.MoveNextAsync().AsTask();
        _manager.Terminate();
        Assert.Equal(0, await _manager.ExitAsync().WaitAsync(Limit));
        var failure = await Assert.ThrowsAsync<ClusterException>(async () =>
        {
            while (await next.WaitAsync(Limit))
            {
                if (watch.Current.Failure is { } last) throw last;
                next = watch.MoveNextAsync().AsTask();
            }
        });
        Assert.StartsWith("Manager", failure.ErrorId, StringComparison.Ordinal);
        await watch.DisposeAsync();
    }

    private async Task<ClusterOperation> LastOperationAsync()
    {
        await using var file = await ClusterFactory.OpenFileAsync(State, CancellationToken.None);
        return (await file.Operations.GetAsync(new OperationQuery { Newest = 1 }, CancellationToken.None).SingleAsync()).Value!;
    }

    private static async Task<List<T>> ApplyAsync<T>(ICluster cluster, ChangeRequest<T> request)
    {
        var plan = await cluster.Operations.PlanAsync(request, CancellationToken.None);
        var results = new List<T>();
        await foreach (var answer in cluster.Operations.ApplyAsync(plan, CancellationToken.None))
        {
            if (answer.Failure is { } failure) throw failure;
            results.Add(answer.Value!);
        }

        return results;
    }
}
