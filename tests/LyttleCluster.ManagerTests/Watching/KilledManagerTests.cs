using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary>The built manager as a process of its own: killed, started again, started twice.</summary>
public sealed class KilledManagerTests : IDisposable
{
    private static readonly string Program = Path.Combine(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!, "..", "LyttleCluster.Service", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "lyttle-cluster");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-killed-");
    private readonly SimulatedNodes _nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 3, ContainersPerNode = 5 });

    private string State => Path.Combine(_folder.FullName, "state.db");

    public void Dispose()
    {
        _nodes.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_killed_manager_is_back_within_two_seconds_with_the_last_known_state_and_its_age()
    {
        await using (var cluster = await LocalCluster.OpenAsync(StateFile.At(State), TimeProvider.System, CancellationToken.None))
        {
            foreach (var node in _nodes.Nodes)
            {
                var plan = await cluster.Operations.PlanAsync(new AddNode { Name = node.Name, Settings = new NodeSettings { Docker = node.Uri }, SkipProbe = true }, CancellationToken.None);
                Assert.True(Assert.Single(await cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync()).IsValue);
            }
        }

        await using (var first = Start())
        {
            using var http = await ClientOfAsync(first);
            await using var stream = await EventStream.OpenAsync(http, "/api/v1/watch");
            var ready = new HashSet<string>();
            var snapshot = await stream.NextAsync("snapshot");
            foreach (var node in snapshot.Data.GetProperty("nodes").EnumerateArray().Where(IsReady)) ready.Add(node.GetProperty("name").GetString()!);
            while (ready.Count < 3) ready.Add((await stream.NextAsync("node", IsReady)).Data.GetProperty("name").GetString()!);
            await UntilRecordedAsync();
            first.Kill();
            await first.ExitAsync();
        }

        foreach (var node in _nodes.Nodes) node.Hang = true;
        var killed = DateTimeOffset.UtcNow;
        var started = Stopwatch.GetTimestamp();
        await using var second = Start();
        using (var http = await ClientOfAsync(second))
        {
            await using var stream = await EventStream.OpenAsync(http, "/api/v1/watch");
            var snapshot = (await stream.NextAsync())!;
            // By its own processor time where others keep the processors busy: the bench tells the time by the clock.
            var (took, worked) = (Stopwatch.GetElapsedTime(started), second.ProcessorTime);
            Assert.True(took < TimeSpan.FromSeconds(2) || worked < TimeSpan.FromSeconds(1), $"The first answer took {took}, {worked} of a processor.");
            Assert.Equal(15, snapshot.Data.GetProperty("containers").GetArrayLength());
            Assert.All(snapshot.Data.GetProperty("nodes").EnumerateArray(), node =>
            {
                Assert.True(IsReady(node));
                Assert.InRange(node.GetProperty("observedAt").GetDateTimeOffset(), killed.AddMinutes(-5), killed);
            });
        }

        // Two on one file: the second is told who holds it, and may only read.
        await using var third = Start();
        Assert.Equal(1, await third.ExitAsync());
        Assert.Contains(third.Lines, line => line.Contains("is held by a manager", StringComparison.Ordinal) && line.Contains($"(process {second.Pid}, ", StringComparison.Ordinal));
        await using var reading = Start("--read-only");
        using (var http = await ClientOfAsync(reading))
        {
            await using var stream = await EventStream.OpenAsync(http, "/api/v1/watch");
            Assert.Equal(3, (await stream.NextAsync("snapshot")).Data.GetProperty("nodes").GetArrayLength());
        }

        second.Terminate();
        Assert.Equal(0, await second.ExitAsync());
        reading.Terminate();
        Assert.Equal(0, await reading.ExitAsync());
    }

    private static bool IsReady(JsonElement node) => string.Equals(node.GetProperty("status").GetString(), nameof(NodeStatus.Ready), StringComparison.OrdinalIgnoreCase);

    private ServiceProcess Start(params string[] more) =>
        ServiceProcess.Start(Program, ["manager", "--listen", "http://127.0.0.1:0", "--state", State, "--log-format", "json", .. more]);

    private static async Task<HttpClient> ClientOfAsync(ServiceProcess manager)
    {
        using var line = JsonDocument.Parse(await manager.LineAsync(said => said.Contains("The manager listens.", StringComparison.Ordinal)).WaitAsync(WatchedCluster.Limit));
        return new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(line.RootElement.GetProperty("address").GetString()!), Timeout = WatchedCluster.Limit };
    }

    /// <summary>The history is written within a moment; a manager killed before would know a little less.</summary>
    private async Task UntilRecordedAsync()
    {
        using var limit = new CancellationTokenSource(WatchedCluster.Limit);
        while (true)
        {
            await using var history = new SqliteHistory(StateFile.At(State), TimeProvider.System);
            var nodes = await history.ListObservationsAsync("node", limit.Token).CountAsync(limit.Token);
            if (nodes == 3 && await history.ListObservationsAsync("containers", limit.Token).CountAsync(limit.Token) == 3) return;
            await Task.Delay(20, limit.Token);
        }
    }
}
