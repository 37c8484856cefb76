using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Tests.Nodes;

public class NodeStatusRuleTests
{
    [Theory]
    [InlineData(EndpointConnection.NotProbed, EndpointHealth.Unknown, false, NodeStatus.Unknown)]
    [InlineData(EndpointConnection.NotProbed, EndpointHealth.Unknown, true, NodeStatus.Unknown)]
    [InlineData(EndpointConnection.Connected, EndpointHealth.Healthy, true, NodeStatus.Suspended)]
    [InlineData(EndpointConnection.Refused, EndpointHealth.Unknown, true, NodeStatus.Suspended)]
    [InlineData(EndpointConnection.Refused, EndpointHealth.Unknown, false, NodeStatus.Unreachable)]
    [InlineData(EndpointConnection.AccessDenied, EndpointHealth.Unknown, false, NodeStatus.Unreachable)]
    [InlineData(EndpointConnection.Connected, EndpointHealth.Unhealthy, false, NodeStatus.Degraded)]
    [InlineData(EndpointConnection.Connected, EndpointHealth.Warning, false, NodeStatus.Ready)]
    [InlineData(EndpointConnection.Connected, EndpointHealth.Healthy, false, NodeStatus.Ready)]
    public void The_first_rule_that_matches_wins(EndpointConnection connection, EndpointHealth health, bool suspended, NodeStatus expected) =>
        Assert.Equal(expected, NodeStatusRule.Of(suspended, [Endpoint(connection, health)]));

    [Fact]
    public void One_of_two_endpoints_away_is_degraded() => Assert.Equal(
        NodeStatus.Degraded,
        NodeStatusRule.Of(false, [Endpoint(EndpointConnection.Connected, EndpointHealth.Healthy), Endpoint(EndpointConnection.Refused, EndpointHealth.Unknown)]));

    private static ClusterEndpoint Endpoint(EndpointConnection connection, EndpointHealth health) =>
        new() { Uri = new Uri("unix:///s"), Connection = connection, Health = health };
}
