using System.Net;
using LyttleCluster.Core;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Nginx;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Domains;

/// <summary>Visitors of a domain that stays, while others are published beside it, some of them refused and put back. How fast is the bench's matter.</summary>
public sealed class PublishUnderLoadTests
{
    private const int Publishes = 10;

    // Above it the agent would refuse: each of these waits for an answer that takes three seconds.
    private const int MostWorkers = 12;

    [NginxFact]
    public async Task Nobody_meets_an_error_while_others_are_published_and_put_back()
    {
        await using var upstream = LoadUpstream.Start();
        await using var agents = await AgentCluster.OpenAsync();
        await SetAsync(agents, "busy.example.test", new DomainSettings { Upstreams = [new ClusterUpstream(upstream.Uri)] });
        Assert.All(await PublishAsync(agents), answer => Assert.Null(answer.Failure));

        await using var load = LoadClient.Start(new LoadOptions(new IPEndPoint(agents.Nginx().Address, agents.Nginx().Port), "busy.example.test"));
        await load.UntilAnsweredAsync(200);
        for (var number = 0; number < Publishes; number++)
        {
            await SetAsync(agents, $"other{number % 3}.example.test", new DomainSettings { RedirectTo = $"https://t{number}.test/" });
            if (number % 5 == 4) await IsPutBackAsync(agents, number == 4);
            else Assert.All(await PublishAsync(agents), answer => Assert.Null(answer.Failure));
            await load.UntilAnsweredAsync(20);
            await UntilAsync(() => agents.Nginx().Workers.Count <= MostWorkers);
        }

        await UntilAsync(() => load.Now.Slow > 0);
        var met = await load.StopAsync();
        Assert.True(met.Faults == 0, $"{met}{Environment.NewLine}{string.Join(Environment.NewLine, load.Faults)}");
        Assert.All([met.Fresh, met.Posted, met.Slow, met.Messages], count => Assert.True(count > 0, met.ToString()));
    }

    /// <summary>Either nginx takes it and it cannot be seen, so that it goes back with one more reload; or nginx does not take it.</summary>
    private static async Task IsPutBackAsync(AgentCluster agents, bool isTaken)
    {
        using var port = isTaken ? null : agents.Nginx().OccupyWantedPort();
        if (isTaken) await SetProxyAsync(agents, new Uri("http://127.0.0.1:1/"));
        Assert.All(await PublishAsync(agents), answer => Assert.Equal(DomainOutcome.RolledBack, answer.Value!.Outcome));
        if (isTaken) await SetProxyAsync(agents, agents.Nginx().Uri);
        else agents.Nginx().RemoveSite("occupied");
    }

    private static async Task SetAsync(AgentCluster agents, string name, DomainSettings settings) =>
        Assert.Null(Assert.Single(await agents.Files.ChangeAsync(new SetDomain { Name = name, Settings = settings })).Failure);

    private static async Task SetProxyAsync(AgentCluster agents, Uri address) =>
        Assert.Null(Assert.Single(await agents.Files.ChangeAsync(new SetNode { Nodes = ["n0"], Settings = new NodeSettings { ProxyAddress = address } })).Failure);

    private static async Task<List<Answer<ClusterDomainResult>>> PublishAsync(AgentCluster agents)
    {
        var answers = await agents.Files.ChangeAsync(new PublishDomain { SkipVerification = ["NameResolution"], Timeout = TimeSpan.FromSeconds(60) });
        Assert.NotEmpty(answers);
        return answers;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition()) await Task.Delay(20, limit.Token);
    }
}
