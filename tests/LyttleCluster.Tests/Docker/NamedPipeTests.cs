using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.Docker;

public class NamedPipeTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("npipe:////./pipe/docker_engine", ".", "docker_engine")]
    [InlineData("npipe://./pipe/docker_engine", ".", "docker_engine")]
    [InlineData("npipe:////web1/pipe/podman-machine-default", "web1", "podman-machine-default")]
    public void Good_addresses(string uri, string server, string name) =>
        Assert.Equal(new NamedPipeTarget(server, name), NamedPipeTarget.TryParse(new Uri(uri)));

    [Theory]
    [InlineData("npipe:////./pipe/")]
    [InlineData("npipe:////./pipe/a/b")]
    [InlineData("npipe:////./mailslot/a")]
    [InlineData("npipe:////../pipe/a")]
    [InlineData("npipe:////./pipe/a%20b")]
    [InlineData("unix:///var/run/docker.sock")]
    public void Bad_addresses(string uri) => Assert.Null(NamedPipeTarget.TryParse(new Uri(uri)));

    [Fact]
    public async Task Where_windows_is_not_a_pipe_is_refused_with_what_to_use_instead()
    {
        using var client = new DockerClient(new DockerEndpoint { Node = "n1", Uri = new Uri("npipe:////./pipe/docker_engine") }, TimeProvider.System);
        var failure = await Assert.ThrowsAsync<ClusterException>(() => client.PingAsync(Silence, default));
        Assert.Equal(("NamedPipeNeedsWindows", ClusterErrorCategory.NotImplemented), (failure.ErrorId, failure.Category));
        Assert.Contains(@"\\.\pipe\docker_engine", failure.Message, StringComparison.Ordinal);
        Assert.Contains("unix:///var/run/docker.sock", failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bytes_go_both_ways()
    {
        // Elsewhere than on Windows .NET's named pipes are socket files.
        await using var server = FaultServer.StartUnix();
        var endpoint = new DockerEndpoint { Node = "n1", Uri = new Uri("npipe:////./pipe/docker_engine") };
        await using var pipe = await NamedPipeConnector.OpenAsync(endpoint, new NamedPipeTarget(".", server.Uri.AbsolutePath), default);
        await pipe.WriteAsync("GET /_ping HTTP/1.1\r\nHost: h\r\n\r\n"u8.ToArray());
        var answer = new byte[12];
        await pipe.ReadExactlyAsync(answer);
        Assert.Equal("HTTP/1.1 200"u8.ToArray(), answer);
    }

    [Fact]
    public async Task A_pipe_that_nobody_serves()
    {
        var endpoint = new DockerEndpoint { Node = "n1", Uri = new Uri("npipe:////./pipe/docker_engine") };
        var nowhere = new NamedPipeTarget(".", Path.Combine(Path.GetTempPath(), $"lyt-{Guid.NewGuid():N}"));
        var failure = await Assert.ThrowsAsync<ClusterException>(() => NamedPipeConnector.OpenAsync(endpoint, nowhere, default).AsTask());
        Assert.Equal("NamedPipeNotFound", failure.ErrorId);
    }
}
