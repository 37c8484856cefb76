using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Bench.Servers;

/// <summary>A cluster in this process over real nginx, each with the built agent beside it, named n0, n1, ….</summary>
internal sealed class DomainNodes : IAsyncDisposable
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(5);
    private readonly DirectoryInfo _folder;
    private readonly ICluster _cluster;

    private DomainNodes(DirectoryInfo folder, ICluster cluster, IReadOnlyList<NginxAgent> agents) => (_folder, _cluster, Agents) = (folder, cluster, agents);

    public IReadOnlyList<NginxAgent> Agents { get; }

    public static async Task<DomainNodes> StartAsync(int count, NginxServerOptions options)
    {
        var agents = await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            var nginx = await NginxServer.StartAsync(options);
            return await NginxAgent.StartAsync(BenchAgent.Program, nginx, NginxAgentOptions.ForDomains(nginx));
        }));
        var folder = Directory.CreateTempSubdirectory("lyttle-bench-");
        var nodes = new DomainNodes(folder, await ClusterFactory.OpenFileAsync(Path.Combine(folder.FullName, "state.db"), CancellationToken.None), agents);
        foreach (var (index, agent) in agents.Index())
        {
            var settings = new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(agent.Key), ProxyAddress = agent.Nginx.Uri };
            await nodes.MustAsync(new AddNode { Name = $"n{index}", Settings = settings, SkipProbe = true });
        }

        return nodes;
    }

    public Task SetAsync(string name, DomainSettings settings) => MustAsync(new SetDomain { Name = name, Settings = settings });

    /// <summary>Where the domains of the first node are looked at after a publish.</summary>
    public Task SetProxyAsync(Uri address) => MustAsync(new SetNode { Nodes = ["n0"], Settings = new NodeSettings { ProxyAddress = address } });

    /// <summary>Plans and carries out, as the cmdlet does; names are not looked up, for there are none.</summary>
    public async Task<PublishTimes> PublishAsync(RolloutStrategy strategy = RolloutStrategy.Rolling)
    {
        var started = TimeProvider.System.GetTimestamp();
        var plan = await _cluster.Operations.PlanAsync(new PublishDomain { Strategy = strategy, SkipVerification = ["NameResolution"], Timeout = PublishLimit }, CancellationToken.None);
        if (plan.Failures is [var bad, ..]) throw bad;
        var planned = TimeProvider.System.GetElapsedTime(started);
        var answers = await _cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
        return new PublishTimes(planned, TimeProvider.System.GetElapsedTime(started), plan.Changes.Count, answers);
    }

    /// <summary>A change that must go well.</summary>
    private async Task MustAsync<T>(ChangeRequest<T> request)
    {
        var plan = await _cluster.Operations.PlanAsync(request, CancellationToken.None);
        if (plan.Failures is [var bad, ..]) throw bad;
        await foreach (var answer in _cluster.Operations.ApplyAsync(plan, CancellationToken.None))
        {
            if (answer.Failure is { } failure) throw failure;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var agent in Agents)
        {
            await agent.DisposeAsync();
            await agent.Nginx.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}

/// <summary>How long a publish took, and how it ended.</summary>
/// <param name="Planned">Until the plan was there, verified.</param>
/// <param name="Total">Until all was done.</param>
/// <param name="Changes">How many nodes it changed.</param>
/// <param name="Answers">What it told.</param>
internal sealed record PublishTimes(TimeSpan Planned, TimeSpan Total, int Changes, IReadOnlyList<Answer<ClusterDomainResult>> Answers)
{
    /// <summary>The same, if it went well.</summary>
    public PublishTimes Must() => Answers.Select(answer => answer.Failure).FirstOrDefault(failure => failure is not null) is { } bad ? throw bad : this;
}
