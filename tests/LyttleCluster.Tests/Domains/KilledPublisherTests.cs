using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Nginx;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Domains;

/// <summary>
/// Publishers that are killed (SIGKILL, in a process of their own) before and after every write they make, and in the middle of nginx's reload; and an
/// agent that is. nginx serves the old or the new all the while, and what was left is brought to its end.
/// </summary>
public sealed class KilledPublisherTests : IAsyncLifetime
{
    private const int FewestSteps = 12;
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero });
    private AgentCluster _agents = null!;

    private static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "LyttleCluster.DyingPublisher.dll");

    public async Task InitializeAsync() => _agents = await AgentCluster.OpenAsync(2);

    public async Task DisposeAsync() => await _agents.DisposeAsync();

    [NginxFact]
    public Task Before_each_of_its_writes() => KillAtEachWriteAsync("before");

    [NginxFact]
    public Task After_each_of_its_writes() => KillAtEachWriteAsync("after");

    [NginxFact]
    public async Task While_nginx_reloads()
    {
        await WishAsync(0);
        await PublishAsync();
        await WishAsync(1);
        _agents.Nginx().PauseMaster();
        await using var publisher = ServiceProcess.Start("dotnet", [Program, _agents.Files.File.Path, "before", "0"]);
        await _agents.Nginx().UntilAskedToReloadAsync();
        publisher.Kill();
        await publisher.ExitAsync();
        await BreakLocksAsync();
        await IsServedAsync(0, round: 0);

        // The agent is at work still: nothing is put back under its hands, and the operation stays open.
        var unsettled = await _agents.Files.ChangeAsync(new ResumeOperation { Timeout = TimeSpan.FromSeconds(1) });
        Assert.NotNull(Assert.Single(unsettled).Failure);
        Assert.Equal(1, await OpenAsync());
        await IsServedAsync(0, round: 0);

        _agents.Nginx().ResumeMaster();
        var settled = await ResumedAsync();
        Assert.Equal([OperationStepState.Succeeded, OperationStepState.Skipped], settled.Steps.Select(step => step.State));
        Assert.Equal(0, await OpenAsync());
        await IsServedAsync(0, round: 1);
        await IsServedAsync(1, round: 0);
        await IsFinishedByTheNextAsync(1, "in the middle of a reload");
    }

    [NginxFact]
    public async Task Its_agent_in_the_middle()
    {
        await WishAsync(0);
        await PublishAsync();
        await WishAsync(1);
        _agents.Nginx().PauseMaster();
        var publishing = _agents.Files.ChangeAsync(Publish(TimeSpan.FromSeconds(3)));
        await _agents.Nginx().UntilAskedToReloadAsync();
        await _agents.Agents[0].KillAsync();
        var answers = await publishing;
        Assert.Equal(["n0 TimedOut", "n1 Skipped"], answers.Select(answer => $"{answer.Value!.Node} {answer.Value.Outcome}").Distinct());
        Assert.Equal(1, await OpenAsync());
        await IsServedAsync(0, round: 0);

        _agents.Nginx().ResumeMaster();
        await _agents.Agents[0].StartAgainAsync();
        await ResumedAsync();
        Assert.Equal(0, await OpenAsync());
        await IsFinishedByTheNextAsync(1, "after its agent came back");
    }

    [NginxFact]
    public async Task Nobody_but_nginx_does_not_react()
    {
        await WishAsync(0);
        await PublishAsync();
        await WishAsync(1);
        _agents.Nginx().PauseMaster();
        var answers = await _agents.Files.ChangeAsync(Publish());
        Assert.Equal(["n0 TimedOut", "n1 Skipped"], answers.Select(answer => $"{answer.Value!.Node} {answer.Value.Outcome}").Distinct());
        Assert.Equal("DomainPublishUnknown", answers.Select(answer => answer.Failure?.ErrorId).First(id => id is not null));
        Assert.Equal(1, await OpenAsync());

        // The files say already what it wants: that is no answer as long as nginx does not.
        var again = await _agents.Files.ChangeAsync(Publish());
        Assert.Equal(["n0 Failed", "n1 Skipped"], again.Select(answer => $"{answer.Value!.Node} {answer.Value.Outcome}").Distinct());
        await IsServedAsync(0, round: 0);

        _agents.Nginx().ResumeMaster();
        Assert.Equal([OperationStepState.Succeeded, OperationStepState.Skipped], (await ResumedAsync()).Steps.Select(step => step.State));
        await IsServedAsync(0, round: 1);
        await IsFinishedByTheNextAsync(1, "after nginx reacted again");
    }

    [NginxFact]
    public async Task What_it_left_stays_ours_when_a_later_publish_is_about_something_else()
    {
        await WishAsync(0);
        await PublishAsync();
        await WishAsync(1);
        // Dies with the first node changed, before that is written down.
        var last = "";
        for (var number = 1; !last.Contains("commit published", StringComparison.Ordinal); number++) last = await KillAsync("before", number);
        await IsServedAsync(0, round: 1);

        await SetAsync("other.example.test", "https://other.test/");
        Assert.All(await _agents.Files.ChangeAsync(Publish() with { Names = ["other.example.test"] }), answer => Assert.Null(answer.Failure));
        await _agents.Files.ChangeAsync(new RemoveDomain { Names = [Fresh(1)] });
        Assert.All(await PublishAsync(), answer => Assert.Null(answer.Failure));
        Assert.Equal((200, "one"), await AskAsync(0, Fresh(1)));
        Assert.Equal((200, "one"), await AskAsync(1, Fresh(1)));
        Assert.Equal((301, "https://t1.test/"), await AskAsync(0, "moved.example.test"));
        await _agents.Files.ChangeAsync(new ResumeOperation());
        Assert.Equal(0, await OpenAsync());
    }

    /// <summary>The same kind of publish again and again, ended one write later each time, until one comes to its end.</summary>
    private async Task KillAtEachWriteAsync(string moment)
    {
        await WishAsync(0);
        Assert.All(await PublishAsync(), answer => Assert.Null(answer.Failure));
        var seen = new List<string>();
        for (var round = 1; ; round++)
        {
            await WishAsync(round);
            var at = await KillAsync(moment, round);
            foreach (var node in new[] { 0, 1 })
            {
                var test = await Command.RunAsync(NginxServer.Executable, ["-t", "-c", _agents.Nginx(node).ConfigurationFile]);
                Assert.True(test.ExitCode == 0, $"{at}, n{node}: {test.Error}");
                await IsOldOrNewAsync(node, round, at);
            }

            // What was left is settled by hand, or the next publish finds it.
            if (round % 2 == 0) await IsResumedAsync(at);
            await IsFinishedByTheNextAsync(round, at);
            if (at.StartsWith("ended ", StringComparison.Ordinal)) break;
            seen.Add(at);
        }

        Assert.True(seen.Count >= FewestSteps, string.Join(Environment.NewLine, seen));
    }

    /// <summary>A publish in a process of its own that dies at a write; where that was.</summary>
    private async Task<string> KillAsync(string moment, int number)
    {
        var run = await Command.RunAsync("dotnet", [Program, _agents.Files.File.Path, moment, $"{number}"]);
        var at = run.Output.Trim().Split('\n')[^1];
        Assert.True(at.StartsWith(moment, StringComparison.Ordinal) || at.StartsWith("ended ", StringComparison.Ordinal), $"write {number}: {at} {run.Error}");
        await BreakLocksAsync();
        return $"{at} ({number})";
    }

    /// <summary>The leases of a dead process outlast it by half a minute: an operator who knows that it is dead breaks its locks.</summary>
    private async Task BreakLocksAsync() => Assert.All(await _agents.Files.ChangeAsync(new BreakLock { Names = ["domains/*", "nginx/*", "operation/*"], Force = true }), answer => Assert.Null(answer.Failure));

    /// <summary>Tries until the agent knows what became of its reload.</summary>
    private async Task<ClusterOperation> ResumedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var answer = Assert.Single(await _agents.Files.ChangeAsync(new ResumeOperation()));
            if (answer.Failure is null) return answer.Value!;
            await Task.Delay(50, limit.Token);
        }
    }

    private async Task IsResumedAsync(string at)
    {
        var failures = (await _agents.Files.ChangeAsync(new ResumeOperation())).Select(answer => answer.Failure?.Message).OfType<string>().ToList();
        Assert.True(failures.Count == 0, $"{at}: {string.Join(' ', failures)}");
        Assert.Equal((at, 0), (at, await OpenAsync()));
    }

    /// <summary>The next publish brings all to what is wanted, one more finds nothing to do, and nothing is left.</summary>
    private async Task IsFinishedByTheNextAsync(int round, string at)
    {
        var failures = (await PublishAsync()).Select(answer => answer.Failure?.Message).OfType<string>().ToList();
        Assert.True(failures.Count == 0, $"{at}: {string.Join(' ', failures)}");
        await IsResumedAsync(at);
        var again = await _agents.Cluster.Operations.PlanAsync(Publish(), default);
        Assert.Equal((at, 0, 0), (at, again.Changes.Count, again.Failures.Count));
        var domains = await _agents.Cluster.Domains.GetAsync(new DomainQuery(), default).ToListAsync();
        Assert.All(domains, domain => Assert.Equal((at, DomainSync.Applied), (at, domain.Value!.Sync)));
        await IsServedAsync(0, round);
        await IsServedAsync(1, round);
    }

    /// <summary>What the domains are to be: one stays, one leads elsewhere, one comes, and the one that came in the round before goes.</summary>
    private async Task WishAsync(int round)
    {
        if (round == 0) await SetAsync("stays.example.test", "https://stays.test/");
        await SetAsync("moved.example.test", $"https://t{round}.test/");
        await SetAsync(Fresh(round), "https://fresh.test/");
        if (round > 0) await _agents.Files.ChangeAsync(new RemoveDomain { Names = [Fresh(round - 1)] });
    }

    private static string Fresh(int round) => $"fresh{round}.example.test";

    private async Task SetAsync(string name, string target) =>
        Assert.Null(Assert.Single(await _agents.Files.ChangeAsync(new SetDomain { Name = name, Settings = new DomainSettings { RedirectTo = target } })).Failure);

    private async Task IsOldOrNewAsync(int node, int round, string at)
    {
        var isNew = (await AskAsync(node, "moved.example.test")).What == $"https://t{round}.test/";
        await IsServedAsync(node, isNew ? round : round - 1, at);
    }

    /// <summary>All names are served as that round wants them.</summary>
    private async Task IsServedAsync(int node, int round, string at = "")
    {
        Assert.Equal((at, (301, "https://stays.test/")), (at, await AskAsync(node, "stays.example.test")));
        Assert.Equal((at, (301, $"https://t{round}.test/")), (at, await AskAsync(node, "moved.example.test")));
        Assert.Equal((at, (301, "https://fresh.test/")), (at, await AskAsync(node, Fresh(round))));
        Assert.Equal((at, (200, "one")), (at, await AskAsync(node, Fresh(round + 1))));
        if (round > 0) Assert.Equal((at, (200, "one")), (at, await AskAsync(node, Fresh(round - 1))));
    }

    private async Task<(int Status, string What)> AskAsync(int node, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _agents.Nginx(node).Uri) { Headers = { Host = name } };
        using var answer = await s_http.SendAsync(request);
        return ((int)answer.StatusCode, answer.StatusCode == HttpStatusCode.OK ? await answer.Content.ReadAsStringAsync() : answer.Headers.Location!.OriginalString);
    }

    /// <summary>How many operations have steps that were begun and did not end.</summary>
    private async Task<long> OpenAsync()
    {
        await using var store = await SqliteStateStore.OpenAsync(_agents.Files.File, TimeProvider.System, default);
        return await store.CountAsync(OperationDocument.OpenKind, default);
    }

    private static PublishDomain Publish(TimeSpan? timeout = null) => new() { SkipVerification = ["*"], Strategy = RolloutStrategy.Rolling, Timeout = timeout ?? TimeSpan.FromSeconds(60) };

    private Task<List<Answer<ClusterDomainResult>>> PublishAsync() => _agents.Files.ChangeAsync(Publish() with { Strategy = RolloutStrategy.AllAtOnce });
}
