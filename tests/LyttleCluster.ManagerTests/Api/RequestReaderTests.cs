using System.Text.Json;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.ManagerTests.Api;

public class RequestReaderTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var request = new AddNode
        {
            Name = "web1",
            Settings = new NodeSettings { Docker = new Uri("unix:///run/docker.sock"), NginxApiKey = new Secret("k-1"), Labels = new Dictionary<string, string> { ["a"] = "b" }, Owners = ["ann"] },
            Timeout = TimeSpan.FromMilliseconds(1234.5678),
        };
        var read = Read<AddNode>(RequestJson.Write(request));
        Assert.Equal("k-1", read.Settings.NginxApiKey!.Reveal());
        Assert.Equal((request.Timeout, 32, "unix:///run/docker.sock"), (read.Timeout, read.ThrottleLimit, read.Settings.Docker!.OriginalString));
        Assert.Equal(RequestJson.Write(request), RequestJson.Write(read));
    }

    [Fact]
    public void What_is_not_named_keeps_what_it_is()
    {
        var publish = Read<PublishDomain>("""{"names":["a.example"]}"""u8);
        Assert.Equal((TimeSpan.FromSeconds(300), 1, 32), (publish.Timeout, publish.BatchSize, publish.ThrottleLimit));
        var set = Read<SetDomain>("""{"name":"a.example","settings":{"upstreams":[{"address":"http://10.0.0.1"}]}}"""u8);
        Assert.Equal(1, Assert.Single(set.Settings.Upstreams!).Weight);
    }

    [Theory]
    [InlineData("""[]""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"wait":1}""", "RequestPropertyUnknown")]
    [InlineData("""{"name":"a","settings":{"dokcer":"tcp://a"}}""", "RequestInvalid")]
    [InlineData("""{"name":"a"}""", "RequestPropertyMissing")]
    [InlineData("""{"name":null,"settings":{}}""", "RequestInvalid")]
    [InlineData("""{"name":7,"settings":{}}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{"owners":[null]}}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{"owners":{"x":1}}}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"nodes":["x",null]}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"nodes":null}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"timeout":-5}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"timeout":"PT5S"}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"timeout":1e300}""", "RequestInvalid")]
    [InlineData("""{"name":"a","settings":{},"throttleLimit":1e9999}""", "RequestInvalid")]
    public void What_is_not_right_is_refused(string body, string errorId)
    {
        var refused = Assert.Throws<ClusterException>(() => Read<AddNode>(System.Text.Encoding.UTF8.GetBytes(body)));
        Assert.Equal((errorId, ClusterErrorCategory.InvalidArgument), (refused.ErrorId, refused.Category));
    }

    [Fact]
    public void Every_request_and_every_result_travels()
    {
        foreach (var useCase in UseCases.All)
        {
            Assert.NotNull(ApiJson.Default.GetTypeInfo(useCase.RequestType));
            Assert.NotNull(ApiJson.Default.GetTypeInfo(useCase.ResultType));
            var bare = Activator.CreateInstance(useCase.RequestType)!;
            var written = RequestJson.Write(bare);
            useCase.Accept(new Again(bare, written));
        }
    }

    [Fact]
    public void A_new_token_arrives_with_its_secret()
    {
        var issued = new IssuedToken(new ClusterToken { Name = "t", Owner = "ann", CreatedAt = DateTimeOffset.UnixEpoch, ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1), Role = AccessRole.Viewer }, new Secret("s-1"));
        var read = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(issued, ApiJson.Default.IssuedToken), ApiJson.Default.IssuedToken)!;
        Assert.Equal(("s-1", AccessRole.Viewer, "t"), (read.Secret.Reveal(), read.Token.Role, read.Token.Name));
        Assert.DoesNotContain("s-1", JsonSerializer.Serialize(issued), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_is_the_same_at_the_other_end()
    {
        var failure = new ClusterException("DockerRefused", ClusterErrorCategory.ConnectionError, "Nobody there.", "Start it.") { Node = "web1", TargetName = "x", Connection = EndpointConnection.Refused };
        var read = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(Problem.Of(failure), ApiJson.Default.Problem), ApiJson.Default.Problem)!;
        Assert.Equal((502, "Docker refused", "urn:lyttle-cluster:error:DockerRefused"), (read.Status, read.Title, read.Type));
        var again = read.ToException();
        Assert.Equal((failure.ErrorId, failure.Category, failure.Message, failure.Remedy, failure.Node, failure.TargetName, failure.Connection), (again.ErrorId, again.Category, again.Message, again.Remedy, again.Node, again.TargetName, again.Connection));
        Assert.Equal(ClusterErrorCategory.NotSpecified, (read with { Category = "OfTheFuture" }).ToException().Category);
    }

    [Theory]
    [InlineData(ClusterErrorCategory.AuthenticationError, null, 401)]
    [InlineData(ClusterErrorCategory.AuthenticationError, EndpointConnection.AccessDenied, 502)]
    [InlineData(ClusterErrorCategory.PermissionDenied, null, 403)]
    [InlineData(ClusterErrorCategory.PermissionDenied, EndpointConnection.AccessDenied, 502)]
    public void That_a_node_refuses_the_manager_is_no_refusal_of_the_caller(ClusterErrorCategory category, EndpointConnection? connection, int status) =>
        Assert.Equal(status, Problem.StatusOf(new ClusterException("Any", category, "", "") { Connection = connection }));

    private static T Read<T>(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        using var document = JsonDocument.ParseValue(ref reader);
        return RequestReader.Read<T>(document.RootElement);
    }

    private sealed class Again(object request, byte[] written) : IUseCaseVisitor<bool>
    {
        public bool Visit<TRequest, TResult>(UseCase<TRequest, TResult> useCase)
        {
            try
            {
                Assert.Equal(written, RequestJson.Write(Read<TRequest>(written)!));
            }
            catch (ClusterException missing)
            {
                Assert.Equal("RequestPropertyMissing", missing.ErrorId);
                Assert.Contains(request.GetType().GetProperties(), property => property.GetCustomAttributes(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), false).Length > 0);
            }

            return true;
        }
    }
}
