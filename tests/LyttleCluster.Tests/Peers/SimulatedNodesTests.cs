using System.Text.Json;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Peers;

public class SimulatedNodesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_node_lists_containers_of_its_own(bool tcp)
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 3, ContainersPerNode = 10, Tcp = tcp });
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes.Nodes)
        {
            using var http = Client(node);
            using var list = JsonDocument.Parse(await http.GetStringAsync("/v1.41/containers/json?all=1"));
            Assert.Equal(10, list.RootElement.GetArrayLength());
            Assert.All(list.RootElement.EnumerateArray(), one => Assert.True(ids.Add(one.GetProperty("Id").GetString()!)));

            using var running = JsonDocument.Parse(await http.GetStringAsync("/v1.41/containers/json"));
            Assert.Equal(8, running.RootElement.GetArrayLength());
            using var inspected = JsonDocument.Parse(await http.GetStringAsync($"/v1.41/containers/{node.FirstContainerId}/json"));
            Assert.Equal(node.FirstContainerId, inspected.RootElement.GetProperty("Id").GetString());
        }
    }

    [Fact]
    public async Task A_log_has_as_many_lines_as_asked_for_in_frames()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, LogLines = 2500 });
        using var http = Client(nodes.Nodes[0]);
        var log = await http.GetByteArrayAsync($"/containers/{nodes.Nodes[0].FirstContainerId}/logs?stdout=1&stderr=1&timestamps=1");
        var (lines, errors) = (0, 0);
        for (var at = 0; at < log.Length; lines++)
        {
            errors += log[at] == 2 ? 1 : 0;
            at += 8 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(at + 4));
        }

        Assert.Equal((2500, 250), (lines, errors));
    }

    [EngineFact]
    public async Task What_a_killed_run_left_is_cleared_by_the_next_one()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1, ContainersPerNode = 0 });
        var folder = Path.GetDirectoryName(nodes.Nodes[0].SocketPath)!;
        await PeerFolder.RemoveStaleAsync();
        Assert.True(Directory.Exists(folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "owner"), "4194304 1");
        await PeerFolder.RemoveStaleAsync();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_hanging_node_answers_when_it_is_released()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1 });
        using var http = Client(nodes.Nodes[0]);
        nodes.Nodes[0].Hang = true;
        var answer = http.GetStringAsync("/_ping");
        nodes.Nodes[0].Hang = false;
        Assert.Equal("OK", await answer);
    }

    [Fact]
    public async Task Events_stay_open_after_the_last_line()
    {
        using var nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 1 });
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(7);
        nodes.Nodes[0].Events = () => [new SimulatedEvent("start", "abc", "web", time)];
        using var http = Client(nodes.Nodes[0]);
        await using var stream = await http.GetStreamAsync("/v1.41/events");
        using var reader = new StreamReader(stream);
        using var line = JsonDocument.Parse((await reader.ReadLineAsync())!);
        Assert.Equal(time.ToUnixTimeSeconds() * 1_000_000_000 + 700, line.RootElement.GetProperty("timeNano").GetInt64());
        Assert.Equal(1, nodes.Nodes[0].OpenConnections);
    }

    private static HttpClient Client(SimulatedNode node) =>
        node.SocketPath is { } path ? UnixHttp.Client(path) : new HttpClient { BaseAddress = new UriBuilder(node.Uri) { Scheme = "http" }.Uri };
}
