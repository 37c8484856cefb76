using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.ManagerTests.Api;

public class QueryReaderTests
{
    [Fact]
    public void Lists_maps_states_and_durations_are_read()
    {
        var request = Read<ContainerQuery>("nodes=web1&nodes=web*&state=running&state=EXITED&labels=role=web&labels=note=a=b&timeout=2.5&throttleLimit=7&detailed=true&containers=web1/abc");
        Assert.Equal(["web1", "web*"], request.Nodes);
        Assert.Equal([ContainerState.Running, ContainerState.Exited], request.State);
        Assert.Equal(("web", "a=b"), (request.Labels["role"], request.Labels["note"]));
        Assert.Equal((TimeSpan.FromSeconds(2.5), 7, true), (request.Timeout, request.ThrottleLimit, request.Detailed));
        Assert.Equal(new ContainerRef("web1", "abc", "abc"), Assert.Single(request.Containers));
    }

    [Fact]
    public void Nothing_said_is_what_a_request_that_says_nothing_has_but_for_people_it_is_cached()
    {
        var request = Read<ContainerQuery>("");
        var bare = new ContainerQuery();
        Assert.Equal((bare.ThrottleLimit, bare.Timeout, true), (request.ThrottleLimit, request.Timeout, request.Cached));
        Assert.Empty(request.Nodes);
        Assert.False(Read<ContainerQuery>("cached=false").Cached);
        Assert.Equal([NodeStatus.Ready], Read<NodeWait>("").Status);
        Assert.Equal(100, Read<NginxLogQuery>("").Tail);
    }

    [Fact]
    public void Times_are_utc_unless_they_say_otherwise()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 6, 0, 0, TimeSpan.Zero), Read<EventQuery>("since=2026-11-21T06:00:00").Since);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 5, 0, 0, TimeSpan.Zero), Read<EventQuery>("since=2026-11-21T06:00:00%2B01:00").Since);
    }

    [Theory]
    [InlineData("node=web1", "QueryParameterUnknown")]
    [InlineData("Nodes=web1", "QueryParameterUnknown")]
    [InlineData("state=sleeping", "QueryValueInvalid")]
    [InlineData("state=1", "QueryValueInvalid")]
    [InlineData("detailed=yes", "QueryValueInvalid")]
    [InlineData("timeout=soon", "QueryValueInvalid")]
    [InlineData("timeout=-1", "QueryValueInvalid")]
    [InlineData("timeout=99999999", "RequestInvalid")]
    [InlineData("throttleLimit=1.5", "QueryValueInvalid")]
    [InlineData("throttleLimit=1&throttleLimit=2", "QueryValueInvalid")]
    [InlineData("labels=role", "QueryValueInvalid")]
    [InlineData("labels=role=a&labels=role=b", "QueryValueInvalid")]
    [InlineData("containers=web1", "QueryValueInvalid")]
    public void What_is_not_right_is_refused(string query, string errorId)
    {
        var refused = Assert.Throws<ClusterException>(() => Read<ContainerQuery>(query));
        Assert.Equal((errorId, ClusterErrorCategory.InvalidArgument), (refused.ErrorId, refused.Category));
    }

    [Fact]
    public void An_unknown_parameter_names_the_known_ones()
    {
        var refused = Assert.Throws<ClusterException>(() => Read<OperationQuery>("id=x"));
        Assert.Contains("ids, outcome, since, newest", refused.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_refused_and_not_repeated()
    {
        var refused = Assert.Throws<ClusterException>(() => Read<NodeDiscovery>("nginxApiKey=k-4711"));
        Assert.Equal("QuerySecretRefused", refused.ErrorId);
        Assert.DoesNotContain("4711", refused.Message + refused.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void What_must_be_said_is_missed()
    {
        Assert.Equal("RequestPropertyMissing", Assert.Throws<ClusterException>(() => Read<ContainerPortTest>("")).ErrorId);
        Assert.Equal(80, Read<ContainerPortTest>("port=80").Port);
    }

    [Fact]
    public void Every_request_that_looks_can_be_asked_with_a_query()
    {
        foreach (var useCase in UseCases.All.Where(useCase => useCase.Kind != UseCaseKind.Change)) useCase.Accept(new EmptyQuery());
    }

    private static T Read<T>(string query)
    {
        var parsed = System.Web.HttpUtility.ParseQueryString(query);
        return QueryReader.Read<T>(parsed.AllKeys.Select(key => KeyValuePair.Create<string, IReadOnlyList<string>>(key!, parsed.GetValues(key)!)));
    }

    private sealed class EmptyQuery : IUseCaseVisitor<bool>
    {
        public bool Visit<TRequest, TResult>(UseCase<TRequest, TResult> useCase)
        {
            try
            {
                Assert.NotNull(Read<TRequest>(""));
            }
            catch (ClusterException missing)
            {
                Assert.Equal("RequestPropertyMissing", missing.ErrorId);
            }

            return true;
        }
    }
}
