using System.Globalization;
using System.Text;
using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Docker;

/// <summary>Which version of the API is spoken, with engines of every age.</summary>
public class DockerNegotiationTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("1.41", "1.12", "1.41")]
    [InlineData("1.44", "1.24", "1.44")]
    [InlineData("1.52", "1.44", "1.52")]
    [InlineData("1.58", "1.44", "1.56")]
    [InlineData("1.60", "1.50", "1.56")]
    public async Task Agrees_with_engines_of_every_age(string newest, string floor, string spoken)
    {
        await using var server = Engine(newest, floor);
        using var client = Client(server);
        Assert.Empty(await client.ListContainersAsync(Silence, default));
        Assert.Empty(await client.ListContainersAsync(Silence, default));
        Assert.StartsWith($"/v{spoken}/", server.Requests[^1].Target, StringComparison.Ordinal);
        var ping = await client.PingAsync(Silence, default);
        Assert.Equal((spoken, newest, "Docker", false), (ping.ApiVersion.ToString(), ping.ServerApiVersion.ToString(), ping.Engine, ping.IsPodman));
    }

    [Fact]
    public async Task Most_engines_answer_the_first_request()
    {
        await using var server = Engine("1.52", "1.44");
        using var client = Client(server);
        await client.ListContainersAsync(Silence, default);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_engine_that_is_too_old_is_named()
    {
        await using var server = Engine("1.40", "1.12");
        using var client = Client(server);
        foreach (var call in new[] { (Func<Task>)(() => client.ListContainersAsync(Silence, default)), () => client.PingAsync(Silence, default) })
        {
            var failure = await Assert.ThrowsAsync<ClusterException>(call);
            Assert.Equal("DockerApiTooOld", failure.ErrorId);
            Assert.Contains("1.40", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_engine_that_is_too_new_is_named()
    {
        await using var server = Engine("1.70", "1.60");
        using var client = Client(server);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.ListContainersAsync(Silence, default));
        Assert.Equal("DockerApiTooNew", failure.ErrorId);
        Assert.Contains("1.60", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.52", "1.44", "1.41", "1.12", "1.41")]
    [InlineData("1.41", "1.12", "1.52", "1.44", "1.52")]
    public async Task An_engine_that_comes_back_in_another_version_is_followed(string newest, string floor, string laterNewest, string laterFloor, string spoken)
    {
        await using var server = Engine(newest, floor);
        using var client = Client(server);
        Assert.True(await client.StartAsync("x", Silence, default));
        Script(server, laterNewest, laterFloor);
        Assert.True(await client.StartAsync("x", Silence, default));
        Assert.StartsWith($"/v{spoken}/", server.Requests[^1].Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_first_calls_at_once_agree()
    {
        await using var server = Engine("1.41", "1.12");
        using var client = Client(server);
        var lists = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => client.ListContainersAsync(Silence, default)));
        Assert.All(lists, Assert.Empty);
    }

    [Fact]
    public async Task A_refusal_without_end_does_not_loop()
    {
        await using var server = FaultServer.StartTcp().On("*", Faults.Status(400, "client version 1.44 is too new. Maximum supported API version is 1.44"));
        using var client = Client(server);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.ListContainersAsync(Silence, default));
        Assert.Equal("DockerBadRequest", failure.ErrorId);
        Assert.InRange(server.Requests.Count, 1, 3);
    }

    private static DockerClient Client(FaultServer server) => new(new DockerEndpoint { Node = "n1", Uri = server.Uri }, TimeProvider.System);

    private static FaultServer Engine(string newest, string floor) => Script(FaultServer.StartTcp(), newest, floor);

    /// <summary>Refuses versions as moby's version middleware does, and answers all else with an empty list.</summary>
    private static FaultServer Script(FaultServer server, string newest, string floor)
    {
        Fault engine = async exchange =>
        {
            var target = exchange.Request.Target;
            var asked = target.StartsWith("/v", StringComparison.Ordinal) ? target[2..target.IndexOf('/', 1)] : newest;
            var (status, body) = Minor(asked) > Minor(newest) ? (400, $$"""{"message":"client version {{asked}} is too new. Maximum supported API version is {{newest}}"}""")
                : Minor(asked) < Minor(floor) ? (400, $$"""{"message":"client version {{asked}} is too old. Minimum supported API version is {{floor}}, please upgrade your client to a newer version"}""")
                : (200, "[]");
            await exchange.WriteAsync($"HTTP/1.1 {status} X\r\nApi-Version: {newest}\r\nServer: Docker/x (linux)\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
            return true;
        };
        return server.On("*", engine).On("/_ping", engine);
    }

    private static int Minor(string version) => int.Parse(version[(version.IndexOf('.') + 1)..], CultureInfo.InvariantCulture);
}
