using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Transport;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Docker;

/// <summary>Everything that can go wrong between us and an engine: one ErrorId each, named in the operator's words.</summary>
public class DockerFaultTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task No_socket_file()
    {
        using var client = Client(new Uri($"unix:///tmp/lyt-{Guid.NewGuid():N}.sock"));
        await FailsAsync("DockerNoSocket", client.PingAsync(Silence, default));
    }

    [Fact]
    public async Task Nobody_listens_on_the_socket_file()
    {
        var path = Path.Combine(Path.GetTempPath(), $"lyt{Guid.NewGuid():N}"[..12]);
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
        }

        // .NET takes the file away when it closes a socket, a dead engine does not.
        await File.WriteAllTextAsync(path, "");
        using var client = Client(new Uri("unix://" + path));
        await FailsAsync("DockerRefused", client.PingAsync(Silence, default));
        File.Delete(path);
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task A_user_without_rights_on_the_socket()
    {
        await using var server = FaultServer.StartUnix();
        File.SetUnixFileMode(server.Uri.AbsolutePath, UnixFileMode.None);
        var endpoint = new DockerEndpoint { Node = "n1", Uri = server.Uri };
        ClusterException? failure = null;
        var nobody = new Thread(() =>
        {
            // For the files that this thread touches, it is nobody: root itself may open everything.
            _ = SetFileUser(65534);
            failure = Record.Exception(() => new DockerConnector(endpoint, TimeProvider.System).ConnectAsync(default).AsTask().GetAwaiter().GetResult()) as ClusterException;
        });
        nobody.Start();
        nobody.Join();
        Assert.Equal("DockerSocketAccessDenied", failure?.ErrorId);
        Assert.Equal(ClusterErrorCategory.PermissionDenied, failure!.Category);
        Assert.Contains("docker", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_no_socket_can_have()
    {
        using var client = Client(new Uri("unix:///tmp/" + new string('x', 200)));
        await FailsAsync("DockerSocketPathTooLong", client.PingAsync(Silence, default));
    }

    [Fact]
    public async Task Nobody_listens_on_the_port()
    {
        using var client = Client(new Uri($"tcp://127.0.0.1:{FreePort()}"));
        var failure = await FailsAsync("DockerRefused", client.PingAsync(Silence, default));
        Assert.Equal(ClusterErrorCategory.ConnectionError, failure.Category);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve()
    {
        using var client = Client(new Uri("tcp://no-such-host.invalid:2375"));
        await FailsAsync("DockerHostNotFound", client.PingAsync(Silence, default));
    }

    [Theory]
    [InlineData(SocketError.HostUnreachable, "tcp://h", "DockerUnreachable")]
    [InlineData(SocketError.NetworkUnreachable, "tcp://h", "DockerUnreachable")]
    [InlineData(SocketError.TimedOut, "tcp://h", "DockerUnreachable")]
    [InlineData(SocketError.TryAgain, "tcp://h", "DockerHostNotFound")]
    [InlineData(SocketError.AccessDenied, "unix:///s", "DockerSocketAccessDenied")]
    [InlineData(SocketError.AccessDenied, "tcp://h", "DockerUnreachable")]
    [InlineData(SocketError.ConnectionRefused, "unix:///s", "DockerRefused")]
    public void What_the_operating_system_says(SocketError said, string uri, string errorId) =>
        Assert.Equal(errorId, WhyNotConnected(new DockerEndpoint { Node = "n1", Uri = new Uri(uri) }, said).ErrorId);

    private static ClusterException WhyNotConnected(DockerEndpoint endpoint, SocketError said) =>
        endpoint.IsUnix ? DockerConnector.WhyNotOpened(endpoint, said) : NetworkFailures.OfConnecting(endpoint.Errors, said);

    [Fact]
    public async Task No_route_to_the_host()
    {
        // The broadcast address takes no connections: the kernel refuses before a packet leaves.
        using var client = Client(new Uri("tcp://255.255.255.255:2375"));
        await FailsAsync("DockerUnreachable", client.PingAsync(Silence, default));
    }

    [Fact]
    public async Task A_scheme_that_is_not_spoken()
    {
        using var client = Client(new Uri("ftp://host"));
        await FailsAsync("DockerSchemeNotSupported", client.PingAsync(Silence, default));
    }

    [Fact]
    public async Task A_port_that_never_answers_the_connection()
    {
        // A listener whose queue is full: the kernel drops further connections without a word, as a firewall does.
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        var fillers = await FillQueueAsync(address);
        using var client = Client(new Uri($"tcp://{address}"));
        var failure = await FailsAsync("DockerConnectTimedOut", client.PingAsync(Short, default));
        Assert.Contains("0.3 s", failure.Message, StringComparison.Ordinal);
        // The first attempt still hangs in the pool, and the second call waits for it.
        await FailsAsync("DockerConnectTimedOut", client.PingAsync(Short, default));
        foreach (var filler in fillers) filler.Dispose();
    }

    [Fact]
    public async Task An_engine_that_never_answers()
    {
        await using var server = FaultServer.StartTcp().On("/info", Faults.HangBeforeHeaders);
        using var client = Client(server.Uri);
        var failure = await FailsAsync("DockerTimedOut", client.GetInfoAsync(Short, default));
        Assert.Contains(server.Uri.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Contains("0.3 s", failure.Message, StringComparison.Ordinal);
        await server.WaitForAllClosedAsync();
    }

    [Fact]
    public async Task An_engine_that_falls_silent_in_the_middle()
    {
        await using var server = FaultServer.StartUnix().On("/containers/json", Faults.HangMidBody());
        using var client = Client(server.Uri);
        await FailsAsync("DockerTimedOut", client.ListContainersAsync(Short, default));
        await server.WaitForAllClosedAsync();
    }

    [Fact]
    public async Task A_slow_engine_is_not_a_silent_one()
    {
        var body = "[" + new string(' ', 20) + "]";
        var clock = new ManualTimeProvider();
        await using var server = FaultServer.StartTcp().On("/containers/json", Faults.Drip(body, TimeSpan.FromMilliseconds(1)));
        // A clock that stands still: only the sum of all pauses could be over, no single one.
        using var client = Client(server.Uri, clock);
        Assert.Empty(await client.ListContainersAsync(TimeSpan.FromTicks(1), default));
    }

    [Fact]
    public async Task The_time_of_a_slow_consumer_does_not_count()
    {
        var clock = new ManualTimeProvider();
        await using var server = FaultServer.StartTcp().On("/containers/x/logs", Faults.StreamThenEnd(Frames("one\n", "two\n")));
        using var client = Client(server.Uri, clock);
        var lines = new List<string>();
        await foreach (var line in client.ReadLogAsync("x", new DockerLogOptions(), TimeSpan.FromSeconds(1), default))
        {
            clock.Advance(TimeSpan.FromHours(1));
            lines.Add(line.Message);
        }

        Assert.Equal(["one", "two"], lines);
    }

    [Fact]
    public async Task A_finite_log_that_falls_silent_is_given_up()
    {
        await using var server = FaultServer.StartTcp().On("/containers/x/logs", Faults.StreamThenHang(Frames("one\n")));
        using var client = Client(server.Uri);
        var lines = client.ReadLogAsync("x", new DockerLogOptions(), Short, default).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());
        await FailsAsync("DockerTimedOut", lines.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Past_events_that_do_not_end_are_given_up()
    {
        await using var server = FaultServer.StartTcp().On("/events", Faults.StreamThenHang("{\"Type\":\"container\"}\n"u8.ToArray()));
        using var client = Client(server.Uri);
        var events = client.ReadEventsAsync(null, DateTimeOffset.UnixEpoch, Short, default).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        await FailsAsync("DockerTimedOut", events.MoveNextAsync().AsTask());
        await server.WaitForAllClosedAsync();
    }

    [Fact]
    public async Task A_followed_log_may_be_quiet_until_it_is_cancelled_and_the_engine_sees_that()
    {
        var clock = new ManualTimeProvider();
        await using var server = FaultServer.StartTcp().On("/containers/x/logs", Faults.StreamThenHang(Frames("one\n")));
        using var client = Client(server.Uri, clock);
        using var cancel = new CancellationTokenSource();
        var lines = client.ReadLogAsync("x", new DockerLogOptions { Follow = true }, TimeSpan.FromSeconds(1), cancel.Token).GetAsyncEnumerator();
        Assert.True(await lines.MoveNextAsync());
        var next = lines.MoveNextAsync().AsTask();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(next.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await server.WaitForClosedAsync("/containers/x/logs");
    }

    [Theory]
    [InlineData("/events")]
    [InlineData("/containers/x/stats")]
    public async Task Leaving_a_stream_early_closes_it(string path)
    {
        await using var server = FaultServer.StartTcp()
            .On(path, Faults.StreamThenHang(Encoding.UTF8.GetBytes("{\"Type\":\"container\"}\n")));
        using var client = Client(server.Uri);
        if (path == "/events")
        {
            await foreach (var item in client.ReadEventsAsync(null, null, Silence, default))
            {
                Assert.Equal("container", item.Type);
                break;
            }
        }
        else
        {
            await foreach (var _ in client.WatchStatsAsync("x", Silence, default)) break;
        }

        await server.WaitForClosedAsync(path);
    }

    [Fact]
    public async Task Cancelling_a_call_closes_its_connection()
    {
        await using var server = FaultServer.StartTcp().On("/containers/x/wait", Faults.HangBeforeHeaders);
        using var client = Client(server.Uri);
        using var cancel = new CancellationTokenSource();
        var waiting = client.WaitAsync("x", "not-running", Silence, cancel.Token);
        await server.WaitForRequestAsync("/containers/x/wait");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await server.WaitForClosedAsync("/containers/x/wait");
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_an_answer()
    {
        await using var server = FaultServer.StartTcp().On("/info", Faults.CloseAtOnce);
        using var client = Client(server.Uri);
        await FailsAsync("DockerConnectionLost", client.GetInfoAsync(Silence, default));
    }

    [Fact]
    public async Task An_answer_cut_in_the_middle()
    {
        await using var server = FaultServer.StartTcp()
            .On("/containers/json", Faults.CutMidBody())
            // Without a length, only the JSON tells that it is not all.
            .On("/info", Faults.StreamThenEnd("""{"ID":"abc","Name":"""u8.ToArray()))
            .On("/events", Faults.StreamThenEnd("{\"Type\":\"container\"}\n{\"Type\":\"con"u8.ToArray()))
            .On("/containers/x/logs", Faults.StreamThenEnd(Frames("one\n", "two\n").AsMemory()[..^2]));
        using var client = Client(server.Uri);
        await FailsAsync("DockerAnswerCut", client.ListContainersAsync(Silence, default));
        await FailsAsync("DockerAnswerCut", client.GetInfoAsync(Silence, default));
        await FailsAsync("DockerAnswerCut", CountAsync(client.ReadEventsAsync(null, null, Silence, default)));
        await FailsAsync("DockerAnswerCut", CountAsync(client.ReadLogAsync("x", new DockerLogOptions(), Silence, default)));
    }

    [Theory]
    [InlineData("""[{"Id":"abc",}]""")]
    [InlineData("""{"Id":"abc"}""")]
    [InlineData("hello")]
    [InlineData("""[{"Id":17}]""")]
    public async Task An_answer_that_is_not_the_json_that_belongs_there(string body)
    {
        await using var server = FaultServer.StartTcp().On("/containers/json", Faults.Answer(200, body));
        using var client = Client(server.Uri);
        await FailsAsync("DockerAnswerMalformed", client.ListContainersAsync(Silence, default));
    }

    [Fact]
    public async Task A_web_page_where_json_should_be()
    {
        await using var server = FaultServer.StartTcp()
            .On("/containers/json", Faults.Html)
            .On("/info", Faults.Answer(200, "  <html>", "application/json"))
            .On("/version", Faults.Answer(404, "<html>not here</html>", "text/html"));
        using var client = Client(server.Uri);
        await FailsAsync("DockerNotAnEngine", client.ListContainersAsync(Silence, default));
        await FailsAsync("DockerNotAnEngine", client.GetInfoAsync(Silence, default));
        await FailsAsync("DockerNotAnEngine", client.GetVersionAsync(Silence, default));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.test/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")]
    public async Task Something_else_listens_there(string answer)
    {
        await using var server = FaultServer.StartTcp().On("/_ping", async exchange =>
        {
            await exchange.WriteAsync(answer);
            return false;
        });
        using var client = Client(server.Uri);
        await FailsAsync("DockerNotAnEngine", client.PingAsync(Silence, default));
    }

    [Fact]
    public async Task An_answer_over_64_MB()
    {
        await using var server = FaultServer.StartTcp()
            .On("/containers/json", Faults.Announces(65L * 1024 * 1024))
            .On("/info", Faults.Endless)
            .On("/events", Faults.Endless);
        using var client = Client(server.Uri);
        await FailsAsync("NodeAnswerTooLarge", client.ListContainersAsync(Silence, default));
        await FailsAsync("NodeAnswerTooLarge", client.GetInfoAsync(Silence, default));
        await FailsAsync("NodeAnswerTooLarge", CountAsync(client.ReadEventsAsync(null, null, Silence, default)));
        await server.WaitForAllClosedAsync();
    }

    [Fact]
    public async Task A_command_that_writes_over_64_MB()
    {
        await using var server = FaultServer.StartTcp()
            .On("/containers/c1/exec", Faults.Answer(201, """{"Id":"e1"}"""))
            .On("/exec/e1/start", Faults.Announces(65L * 1024 * 1024));
        using var client = Client(server.Uri);
        await FailsAsync("ContainerOutputTooLarge", client.ExecAsync("c1", ["yes"], Silence, default));
        await server.WaitForAllClosedAsync();
    }

    [Theory]
    [InlineData(401, "who are you", "DockerUnauthorized")]
    [InlineData(403, "not you", "DockerForbidden")]
    [InlineData(404, "No such container: x", "DockerContainerNotFound")]
    [InlineData(404, "page not found", "DockerNotFound")]
    [InlineData(409, "cannot remove", "DockerConflict")]
    [InlineData(400, "invalid signal", "DockerBadRequest")]
    [InlineData(500, "boom\u001b[31m", "DockerEngineFailed")]
    [InlineData(503, "later", "DockerEngineFailed")]
    public async Task A_refusal_is_told_in_the_engines_own_words(int status, string message, string errorId)
    {
        await using var server = FaultServer.StartTcp().On("/containers/x", Faults.Status(status, message));
        using var client = Client(server.Uri);
        var failure = await FailsAsync(errorId, client.RemoveAsync("x", force: false, Silence, default));
        if (status != 404) Assert.Contains(message.TrimEnd("\u001b[31m".ToCharArray()), failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', failure.Message);
        if (errorId == "DockerContainerNotFound") Assert.Equal("x", failure.TargetName);
    }

    [Fact]
    public async Task Already_so_is_no_error()
    {
        await using var server = FaultServer.StartTcp()
            .On("/containers/x/start", NoContent(304)).On("/containers/x/stop", NoContent(304))
            .On("/containers/y/start", NoContent(204)).On("/containers/y/stop", NoContent(204));
        using var client = Client(server.Uri);
        Assert.False(await client.StartAsync("x", Silence, default));
        Assert.False(await client.StopAsync("x", null, Silence, default));
        Assert.True(await client.StartAsync("y", Silence, default));
        Assert.True(await client.StopAsync("y", TimeSpan.FromSeconds(1.2), Silence, default));
        Assert.EndsWith("/containers/y/stop?t=2", (await server.WaitForRequestAsync("/containers/y/stop")).Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_http_to_a_port_that_speaks_tls()
    {
        await using var server = FaultServer.StartTcp().On("/_ping", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n");
            return false;
        });
        using var client = Client(server.Uri);
        await FailsAsync("DockerTlsExpected", client.PingAsync(Silence, default));
    }

    [Fact]
    public async Task A_stream_that_ends_with_the_engines_own_failure()
    {
        await using var server = FaultServer.StartTcp().On("/containers/x/logs", Faults.StreamThenEnd(Frame(3, "error reading logs")));
        using var client = Client(server.Uri);
        await FailsAsync("DockerLogUnavailable", CountAsync(client.ReadLogAsync("x", new DockerLogOptions(), Silence, default)));
    }

    [Fact]
    public async Task An_id_cannot_lead_to_another_path()
    {
        await using var server = FaultServer.StartTcp().On("*", Faults.Answer(200, "{}"));
        using var client = Client(server.Uri);
        await client.InspectAsync("../images/x?y=1#z", Silence, default);
        Assert.EndsWith("/containers/..%2Fimages%2Fx%3Fy%3D1%23z/json", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    private static Fault NoContent(int status) => async exchange =>
    {
        await exchange.WriteAsync($"HTTP/1.1 {status} X\r\nApi-Version: 1.41\r\n\r\n");
        return true;
    };

    private static byte[] Frames(params string[] lines) => [.. lines.SelectMany(line => Frame(1, "2026-11-21T06:44:24.286207861Z " + line))];

    private static byte[] Frame(byte stream, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        return [stream, 0, 0, 0, 0, 0, (byte)(payload.Length >> 8), (byte)payload.Length, .. payload];
    }

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items)
    {
        var count = 0;
        await foreach (var _ in items) count++;
        return count;
    }

    private static async Task<ClusterException> FailsAsync(string errorId, Task call)
    {
        var failure = await Assert.ThrowsAsync<ClusterException>(() => call);
        Assert.Equal(errorId, failure.ErrorId);
        Assert.Equal("n1", failure.Node);
        Assert.Null(failure.InnerException);
        return failure;
    }

    private static DockerClient Client(Uri uri, TimeProvider? time = null) => new(new DockerEndpoint { Node = "n1", Uri = uri }, time ?? TimeProvider.System);

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileUser(uint user);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Connects until the kernel takes no more; those that hang stay open so that the queue stays full.</summary>
    private static async Task<List<Socket>> FillQueueAsync(IPEndPoint address)
    {
        var sockets = new List<Socket>();
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            try
            {
                await socket.ConnectAsync(address, limit.Token);
            }
            catch (OperationCanceledException)
            {
                return sockets;
            }
        }
    }
}
