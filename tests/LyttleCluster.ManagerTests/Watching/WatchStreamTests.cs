using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Watching;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Watching;

/// <summary><c>GET /api/v1/watch</c> of a running manager.</summary>
public sealed class WatchStreamTests : IAsyncLifetime
{
    private const string Path = "/api/v1/watch";

    private readonly SimulatedNodes _nodes = SimulatedNodes.Start(new SimulatedNodesOptions { Nodes = 3, ContainersPerNode = 5 });
    private RunningManager _manager = null!;

    public async Task InitializeAsync()
    {
        _manager = await RunningManager.StartAsync(options => options with { Limits = new ManagerLimits { Watch = new WatchLimits { Heartbeat = TimeSpan.FromMilliseconds(500), Flush = TimeSpan.FromSeconds(2) } } });
        foreach (var node in _nodes.Nodes) await _manager.AddAsync(node.Name, node.Uri);
        await UntilAsync(() => _manager.Watcher.Now.Nodes.Count == 3 && _manager.Watcher.Now.Nodes.Values.All(node => node.Node.Status == NodeStatus.Ready) && _nodes.Nodes.All(node => node.Followers == 1));
    }

    public async Task DisposeAsync()
    {
        await _manager.DisposeAsync();
        _nodes.Dispose();
    }

    [Fact]
    public async Task A_reader_gets_everything_then_changes_and_signs_of_life()
    {
        await using var stream = await EventStream.OpenAsync(_manager.Client, Path);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (stream.Answer.StatusCode, stream.Answer.Content.Headers.ContentType!.MediaType));
        var snapshot = (await stream.NextAsync())!;
        Assert.Equal("snapshot", snapshot.Name);
        Assert.Equal(["sim000", "sim001", "sim002"], snapshot.Data.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()));
        Assert.Equal("ready", snapshot.Data.GetProperty("nodes")[0].GetProperty("status").GetString(), ignoreCase: true);
        Assert.Equal(15, snapshot.Data.GetProperty("containers").GetArrayLength());

        var id = _nodes.Nodes[1].Die(2, exitCode: 9);
        var seen = await stream.NextAsync("event");
        Assert.Equal(("die", id), (seen.Data.GetProperty("action").GetString(), seen.Data.GetProperty("id").GetString()));
        var change = await stream.NextAsync("containers");
        Assert.Equal(("sim001", 9), (change.Data.GetProperty("node").GetString(), change.Data.GetProperty("changed")[0].GetProperty("exitCode").GetInt32()));
        Assert.NotEqual(seen.Id, change.Id);

        while ((await stream.NextAsync())!.Name is not null)
        {
            // The rest of what was told, up to a heartbeat.
        }

        await _manager.ChangeAsync(new Core.RemoveNode { Nodes = ["sim000"] });
        Assert.Equal("sim000", (await stream.NextAsync("node-gone")).Data.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_reader_that_comes_back_gets_what_it_missed()
    {
        string last;
        await using (var stream = await EventStream.OpenAsync(_manager.Client, Path)) last = (await stream.NextAsync("snapshot")).Id!;
        var id = _nodes.Nodes[0].Die(1);
        await UntilAsync(() => _manager.Watcher.Now.Nodes["sim000"].Containers.Any(container => container.Id == id && container.State == ContainerState.Exited));
        await using (var again = await EventStream.OpenAsync(_manager.Client, Path, last))
        {
            Assert.Equal(("event", id), ((await again.NextAsync())! is var first ? first.Name : "", first.Data.GetProperty("id").GetString()));
            Assert.Equal("containers", (await again.NextAsync("containers")).Name);
        }

        // An id of another run of the manager, or of none, means nothing here.
        foreach (var unknown in new[] { "00000000-3", "nonsense", last[..^1] + "999999" })
        {
            await using var stream = await EventStream.OpenAsync(_manager.Client, Path, unknown);
            Assert.Equal("snapshot", (await stream.NextAsync())!.Name);
        }
    }

    [Fact]
    public async Task A_reader_may_want_less()
    {
        await using var stream = await EventStream.OpenAsync(_manager.Client, Path + "?nodes=sim00[01]&include=nodes&include=events");
        var snapshot = (await stream.NextAsync("snapshot")).Data;
        Assert.Equal(2, snapshot.GetProperty("nodes").GetArrayLength());
        Assert.False(snapshot.TryGetProperty("containers", out _));
        _nodes.Nodes[2].Die(0);
        await UntilAsync(() => _manager.Watcher.Now.Nodes["sim002"].Node.Containers!.Stopped == 2);
        var id = _nodes.Nodes[0].Die(0);
        Assert.Equal(id, (await stream.NextAsync("event")).Data.GetProperty("id").GetString());
        Assert.Equal("sim000", (await stream.NextAsync("node")).Data.GetProperty("name").GetString());

        using var refused = await _manager.Client.GetAsync(Path + "?include=everything");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("WatchIncludeUnknown", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_never_reads_is_cut_off_and_the_others_notice_nothing()
    {
        using var sleeper = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await sleeper.ConnectAsync(IPAddress.Loopback, _manager.Server.Address.Port);
        await sleeper.SendAsync(Encoding.ASCII.GetBytes($"GET {Path} HTTP/1.1\r\nHost: 127.0.0.1:{_manager.Server.Address.Port}\r\n\r\n"));
        await using var reader = await EventStream.OpenAsync(_manager.Client, Path);
        await reader.NextAsync("snapshot");

        // More than any buffer between us and it holds.
        var cut = WaitForEndAsync(sleeper);
        var text = new string('x', 20_000);
        var started = Stopwatch.GetTimestamp();
        while (!cut.IsCompleted && Stopwatch.GetElapsedTime(started) < WatchedCluster.Limit)
        {
            _nodes.Nodes[0].Emit(new SimulatedEvent("start", _nodes.Nodes[0].FirstContainerId, text, DateTimeOffset.UtcNow));
            await reader.NextAsync("event");
        }

        Assert.True(await cut.WaitAsync(WatchedCluster.Limit));
        Assert.NotEqual("error", (await reader.NextAsync())!.Name);
    }

    [Fact]
    public async Task One_that_is_too_far_behind_is_told_so_before_it_is_left()
    {
        var board = new WatchBoard();
        await using var feed = new WatchFeed(new BoardWatch(board), TimeProvider.System, TimeSpan.FromSeconds(5));
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));
        var run = new WatchReader(feed, body.Writer, _ => true, WatchTopics.All, new WatchLimits { Flush = WatchedCluster.Limit }, TimeProvider.System).RunAsync(null, CancellationToken.None);
        await TellAsync(1);
        await TellAsync(WatchFeed.MostBytes / 10_000);
        var reading = ReadAsync(body.Reader);
        await run.WaitAsync(WatchedCluster.Limit);
        await body.Writer.CompleteAsync();
        var text = await reading;
        Assert.StartsWith($"id: {feed.Run}-0\nevent: snapshot\ndata: {{\"nodes\":[],\"containers\":[]}}\n\nid: {feed.Run}-1\nevent: event\n", text, StringComparison.Ordinal);
        Assert.Contains("\n\nevent: error\ndata: {\"errorId\":\"WatchTooSlow\"", text, StringComparison.Ordinal);

        async Task TellAsync(int events)
        {
            for (var number = 0; number < events; number++) board.Tell(new ClusterEvent { Node = "a", Timestamp = default, Type = "node", Action = "test", Message = new string('x', 10_000) });
            await UntilAsync(() => feed.UpTo == board.Now.Revision);
            // It has taken what it takes, and waits for its reader.
            await UntilAsync(() => body.Writer.UnflushedBytes == 0);
        }
    }

    [Fact]
    public async Task A_change_is_written_once_for_all_readers_and_a_snapshot_is_shared()
    {
        var board = new WatchBoard();
        await using var feed = new WatchFeed(new BoardWatch(board), TimeProvider.System, TimeSpan.FromMinutes(1));
        board.Tell(new ClusterEvent { Node = "a", Timestamp = default, Type = "node", Action = "test" });
        await UntilAsync(() => feed.UpTo == 1);
        var (first, second, one, other) = (new List<WatchFrame>(), new List<WatchFrame>(), 0L, 0L);
        Assert.True(feed.TryTake(ref one, 1000, first) && feed.TryTake(ref other, 1000, second));
        Assert.Same(Assert.Single(first).Bytes, Assert.Single(second).Bytes);
        Assert.Equal((1, 1), (one, other));
        Assert.Same(feed.Snapshot(), feed.Snapshot());
    }

    [Fact]
    public async Task A_manager_that_stops_does_not_wait_for_readers()
    {
        await using var stream = await EventStream.OpenAsync(_manager.Client, Path);
        await stream.NextAsync("snapshot");
        Assert.True(await _manager.Server.StopAsync("SIGTERM", CancellationToken.None).WaitAsync(WatchedCluster.Limit));
        while (await stream.NextAsync() is not null)
        {
            // Up to its end, which is a proper one.
        }
    }

    private static async Task<bool> WaitForEndAsync(Socket socket)
    {
        // Without reading: a connection that was aborted shows in an error, or in the end of what was buffered.
        using var limit = new CancellationTokenSource(WatchedCluster.Limit);
        while (!socket.Poll(0, SelectMode.SelectError) && !IsReset(socket)) await Task.Delay(20, limit.Token);
        return true;
    }

    private static bool IsReset(Socket socket) => (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! != 0;

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var limit = new CancellationTokenSource(WatchedCluster.Limit);
        while (!holds()) await Task.Delay(5, limit.Token);
    }

    private static async Task<string> ReadAsync(PipeReader reader)
    {
        using var text = new MemoryStream();
        await reader.CopyToAsync(text);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed class BoardWatch(WatchBoard board) : IClusterWatch
    {
        public ClusterSnapshot Now => board.Now;

        public IAsyncEnumerable<WatchItem> FollowAsync(long? afterRevision, CancellationToken cancellationToken) => board.FollowAsync(afterRevision, cancellationToken);
    }
}
