using LyttleCluster.Core;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.Local;

/// <summary>A cluster on a state file of its own, gone when it is disposed.</summary>
internal sealed class TemporaryCluster : IAsyncDisposable
{
    private readonly string _folder;
    private readonly TimeProvider _time;

    private TemporaryCluster(string folder, LocalCluster cluster, TimeProvider time)
    {
        (_folder, _time) = (folder, time);
        Cluster = cluster;
    }

    public ICluster Cluster { get; private set; }

    public StateFile File => StateFile.At(Path.Combine(_folder, "state.db"));

    public static async Task<TemporaryCluster> OpenAsync(TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var folder = Directory.CreateTempSubdirectory("lyttle-test-").FullName;
        var cluster = await LocalCluster.OpenAsync(StateFile.At(Path.Combine(folder, "state.db")), time, CancellationToken.None);
        return new TemporaryCluster(folder, cluster, time);
    }

    /// <summary>Closes the cluster and opens it again, as a new process would.</summary>
    public async Task ReopenAsync()
    {
        await Cluster.DisposeAsync();
        Cluster = await OpenAnotherAsync();
    }

    /// <summary>The same cluster, as another shell opens it beside this one.</summary>
    public async Task<ICluster> OpenAnotherAsync() => await LocalCluster.OpenAsync(File, _time, CancellationToken.None);

    public Task<ClusterNode> AddAsync(string name, Uri docker, bool skipProbe = false) =>
        AddAsync(name, new NodeSettings { Docker = docker }, skipProbe);

    public async Task<ClusterNode> AddAsync(string name, NodeSettings settings, bool skipProbe = false) =>
        Assert.Single(await ChangeAsync(new AddNode { Name = name, Settings = settings, SkipProbe = skipProbe })).Value!;

    /// <summary>Plans and applies; failures of the plan are part of the answer.</summary>
    public async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await Cluster.Operations.PlanAsync(request, CancellationToken.None);
        var answers = await Cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
        return [.. plan.Failures.Select(failure => (Answer<T>)failure), .. answers];
    }

    public async Task<ClusterNode> NodeAsync(string name, bool cached = false) =>
        Assert.Single(await Cluster.Nodes.GetAsync(new NodeQuery { Nodes = [name], Cached = cached }, CancellationToken.None).ToListAsync()).Value!;

    public async Task<IReadOnlyList<ClusterContainer>> ContainersAsync(ContainerQuery query) =>
        [.. (await Cluster.Containers.GetAsync(query, CancellationToken.None).ToListAsync()).Select(answer => answer.Value!)];

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
