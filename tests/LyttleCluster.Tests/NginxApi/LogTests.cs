using LyttleCluster.Core.NginxApi;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Logs: the last lines, and following them without a cursor, without telling a line twice, within the calls that are allowed.</summary>
public class LogTests
{
    [Theory]
    [InlineData(ApiGeneration.V1)]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task The_last_of_a_level_are_found_among_all(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        for (var i = 0; i < 5; i++) server.Nginx.Write("error", $"bad {i}");
        for (var i = 0; i < 300; i++) server.Nginx.Write("debug", $"noise {i}");
        await using var client = Api.Client(server);
        Assert.Equal(["bad 3", "bad 4"], await ReadAsync(client, new NginxApiLogCall { Tail = 2, Level = NginxApiLogLevel.Warn }));
    }

    [Fact]
    public async Task It_is_never_asked_for_more_than_is_kept()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.LogList2025);
        await using var client = Api.Client(server);
        await ReadAsync(client, new NginxApiLogCall { Tail = 10_000 });
        Assert.Equal("/logs?count=1000", server.Requests[^1].Target);
        // 0 would give everything, and negative numbers all but the first.
        await ReadAsync(client, new NginxApiLogCall { Tail = 0 });
        Assert.Equal("/logs?count=1", server.Requests[^1].Target);
    }

    [Fact]
    public async Task The_agent_s_streams()
    {
        await using var server = NginxApiServer.Start(ApiGeneration.Agent);
        server.Nginx.Write("info", "GET / 200", stream: "access");
        await using var client = Api.Client(server);
        Assert.Equal(["GET / 200"], await ReadAsync(client, new NginxApiLogCall { Stream = "access" }));
        Assert.DoesNotContain("GET / 200", await ReadAsync(client, new NginxApiLogCall { Stream = "error" }));
    }

    [Theory]
    [InlineData(ApiGeneration.June2025)]
    [InlineData(ApiGeneration.July2025)]
    public async Task Where_there_is_no_log(ApiGeneration generation)
    {
        await using var server = NginxApiServer.Start(generation);
        await using var client = Api.Client(server);
        await Api.FailsAsync("NginxApiNotSupported", ReadAsync(client, new NginxApiLogCall()));
        await Api.FailsAsync("NginxApiNotSupported", Api.AllAsync(client.FollowLogAsync(new NginxApiLogCall(), Api.Silence, default)));
    }

    [Fact]
    public async Task Following_without_the_right()
    {
        await using var server = NginxApiServer.Start();
        await using var client = Api.Client(server, server.KeyOf("viewer"));
        await Api.FailsAsync("NginxApiForbidden", Api.AllAsync(client.FollowLogAsync(new NginxApiLogCall(), Api.Silence, default)));
    }

    [Theory]
    [InlineData(ApiGeneration.V1, 1)]
    [InlineData(ApiGeneration.Keys2025, 10)]
    [InlineData(ApiGeneration.V2, 10)]
    [InlineData(ApiGeneration.Agent, 1)]
    public async Task Following_tells_each_line_once(ApiGeneration generation, int everySeconds)
    {
        await using var run = await Following.StartAsync(generation, new NginxApiLogCall { Tail = 2 });
        run.Server.Nginx.Write("log", "one");
        run.Server.Nginx.Write("log", "two");
        Assert.Equal(["one", "two"], await run.TakeAsync(2));
        Assert.Equal(TimeSpan.FromSeconds(everySeconds), await run.NextLookAsync());
        run.Server.Nginx.Write("log", "two");
        run.Server.Nginx.Write("warn", "three");
        Assert.Equal(TimeSpan.FromSeconds(everySeconds), await run.NextLookAsync());
        Assert.Equal(["two", "three"], await run.TakeAsync(2));
    }

    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task Following_gives_only_the_level_that_is_wanted(ApiGeneration generation)
    {
        await using var run = await Following.StartAsync(generation, new NginxApiLogCall { Level = NginxApiLogLevel.Error });
        await run.NextLookAsync();
        run.Server.Nginx.Write("warn", "not this");
        run.Server.Nginx.Write("error", "this");
        await run.NextLookAsync();
        Assert.Equal(["this"], await run.TakeAsync(1));
    }

    [Fact]
    public async Task More_than_a_look_shows_is_asked_for_and_nothing_is_lost()
    {
        await using var run = await Following.StartAsync(ApiGeneration.V2, new NginxApiLogCall { Tail = 1 });
        await run.NextLookAsync();
        await run.TakeAsync(1);
        for (var i = 0; i < 500; i++) run.Server.Nginx.Write("log", $"line {i}");
        await run.NextLookAsync();
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"line {i}"), await run.TakeAsync(500));
    }

    [Fact]
    public async Task What_was_pushed_out_between_two_looks_is_told_as_a_loss()
    {
        await using var run = await Following.StartAsync(ApiGeneration.V2, new NginxApiLogCall { Tail = 1 });
        await run.NextLookAsync();
        await run.TakeAsync(1);
        for (var i = 0; i < 1500; i++) run.Server.Nginx.Write("log", $"line {i}");
        await run.NextLookAsync();
        var first = await run.NextAsync();
        Assert.Equal(NginxApiLogItemKind.Loss, first.Kind);
        Assert.Equal("line 500", (await run.NextAsync()).Entry!.Message);
    }

    [Fact]
    public async Task A_restart_is_told_as_a_loss()
    {
        await using var run = await Following.StartAsync(ApiGeneration.V2, new NginxApiLogCall { Tail = 1 });
        await run.NextLookAsync();
        await run.TakeAsync(1);
        run.Server.Nginx.Restart();
        await run.NextLookAsync();
        Assert.Equal(NginxApiLogItemKind.Loss, (await run.NextAsync()).Kind);
        Assert.Contains("successfully started", (await run.NextAsync()).Entry!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiGeneration.V2)]
    [InlineData(ApiGeneration.Agent)]
    public async Task A_node_that_goes_and_comes_back(ApiGeneration generation)
    {
        await using var run = await Following.StartAsync(generation, new NginxApiLogCall { Tail = 1 });
        await run.NextLookAsync();
        await run.TakeAsync(1);
        run.Server.IsDown = true;
        await run.NextLookAsync();
        var away = await run.NextAsync();
        Assert.Equal((NginxApiLogItemKind.Disconnected, "NginxApiConnectionLost"), (away.Kind, away.Failure?.ErrorId));
        await run.NextLookAsync();
        run.Server.IsDown = false;
        run.Server.Nginx.Write("log", "back again");
        await run.NextLookAsync();
        Assert.Equal(NginxApiLogItemKind.Reconnected, (await run.NextAsync()).Kind);
        Assert.Equal(["back again"], await run.TakeAsync(1));
    }

    [Fact]
    public async Task An_hour_of_following_keeps_within_the_limits()
    {
        await using var run = await Following.StartAsync(ApiGeneration.V2, new NginxApiLogCall { Tail = 1 });
        for (var looks = 0; looks < 360; looks++) await run.NextLookAsync();
        Assert.Equal(0, run.Server.LimitedCalls);
    }

    [Fact]
    public async Task A_cursor_that_the_agent_does_not_know_any_more_is_told_as_a_loss()
    {
        await using var run = await Following.StartAsync(ApiGeneration.Agent, new NginxApiLogCall { Tail = 1 });
        await run.NextLookAsync();
        await run.TakeAsync(1);
        var refused = false;
        run.Server.On("/logs", async exchange =>
        {
            var isCursor = exchange.Request.Target.Contains("after=", StringComparison.Ordinal);
            refused |= isCursor;
            await (isCursor
                ? exchange.AnswerAsync(400, "application/json", """{"statusCode":400,"message":"after is no cursor of this log","code":"BadRequest"}""")
                : exchange.AnswerAsync(200, "application/json", """{"count":1,"entries":[{"message":"anew","raw":"anew"}],"next":"p1"}"""));
            return true;
        });
        await run.NextLookAsync();
        Assert.Equal(NginxApiLogItemKind.Loss, (await run.NextAsync()).Kind);
        Assert.Equal(["anew"], await run.TakeAsync(1));
        Assert.True(refused);
    }

    private static async Task<List<string>> ReadAsync(NginxApiClient client, NginxApiLogCall call) =>
        [.. (await Api.AllAsync(client.ReadLogAsync(call, Api.Silence, default))).Select(entry => entry.Message)];
}
