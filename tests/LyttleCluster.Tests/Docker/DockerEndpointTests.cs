using System.Reflection;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class DockerEndpointTests
{
    [Theory]
    [InlineData("unix:///var/run/docker.sock", null, "/var/run/docker.sock", "http://localhost", false)]
    [InlineData("unix:///tmp/a%20b.sock", null, "/tmp/a b.sock", "http://localhost", false)]
    [InlineData("tcp://host", null, "tcp://host:2375", "http://host:2375", false)]
    [InlineData("tcp://host", "/ca.pem", "tcp://host:2376", "http://host:2376", true)]
    [InlineData("tcp://user:secret@host:99", null, "tcp://host:99", "http://host:99", false)]
    [InlineData("tcp://[::1]:2375", null, "tcp://[::1]:2375", "http://[::1]:2375", false)]
    [InlineData("https://host:1", null, "https://host:1", "http://host:1", true)]
    public void Says_where_it_leads(string uri, string? ca, string address, string http, bool tls)
    {
        var endpoint = new DockerEndpoint { Node = "n", Uri = new Uri(uri), CACertificatePath = ca };
        Assert.Equal((address, http, tls), (endpoint.Address, endpoint.HttpBase, endpoint.UsesTls));
    }

    [Fact]
    public void Every_error_has_an_id_of_its_own_and_a_remedy()
    {
        var errors = AllErrors().ToList();
        Assert.Equal(errors.Count, errors.Select(error => error.ErrorId).Distinct().Count());
        Assert.All(errors, error =>
        {
            Assert.Equal("n1", error.Node);
            Assert.Contains("n1", error.Message, StringComparison.Ordinal);
            Assert.NotEmpty(error.Remedy);
            Assert.DoesNotContain("secret", error.Message + error.Remedy, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("DockerSocketAccessDenied", EndpointConnection.AccessDenied)]
    [InlineData("DockerForbidden", EndpointConnection.AccessDenied)]
    [InlineData("DockerRefused", EndpointConnection.Refused)]
    [InlineData("DockerNoSocket", EndpointConnection.Refused)]
    [InlineData("DockerConnectTimedOut", EndpointConnection.Unreachable)]
    [InlineData("DockerNotAnEngine", EndpointConnection.NoApi)]
    [InlineData("NodeAnswerTooLarge", EndpointConnection.NoApi)]
    [InlineData("DockerContainerNotFound", EndpointConnection.Connected)]
    [InlineData("DockerEngineFailed", EndpointConnection.Connected)]
    public void An_error_tells_how_the_endpoint_is(string errorId, EndpointConnection expected) =>
        Assert.Equal(expected, AllErrors().Single(error => error.ErrorId == errorId).Connection);

    private static IEnumerable<ClusterException> AllErrors()
    {
        var endpoint = new DockerEndpoint { Node = "n1", Uri = new Uri("tcp://user:secret@h:1") };
        return typeof(DockerErrors).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Where(method => method.ReturnType == typeof(ClusterException))
            .Select(method => (ClusterException)method.Invoke(null, [.. method.GetParameters().Select(p => Argument(p.ParameterType, endpoint))])!);
    }

    private static object? Argument(Type type, DockerEndpoint endpoint) =>
        type == typeof(DockerEndpoint) ? endpoint
        : type == typeof(string) ? "text"
        : type.IsValueType ? Activator.CreateInstance(type)
        : null;
}
