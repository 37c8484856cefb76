using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Tests.Nodes;

public class DefaultAddressTests
{
    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.1", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("fd00::5", true)]
    [InlineData("172.17.0.1", false)]
    [InlineData("172.32.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.1.1", false)]
    [InlineData("203.0.113.5", false)]
    [InlineData("fe80::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("web1", false)]
    public void Private_is_what_no_internet_routes(string address, bool isPrivate) => Assert.Equal(isPrivate, DefaultAddress.IsPrivate(address));

    [Fact]
    public void The_address_that_its_nginx_api_is_reached_at_counts_first() => Assert.Equal(["192.168.7.7"], DefaultAddress.Of(Node(["10.0.0.5", "192.168.7.7"])));

    [Fact]
    public void Else_the_first_private_one() => Assert.Equal(["10.0.0.5"], DefaultAddress.Of(Node(["203.0.113.5", "10.0.0.5", "10.0.0.6"])));

    [Fact]
    public void Else_the_host_of_a_tcp_endpoint() => Assert.Equal(["docker1"], DefaultAddress.Of(Node(["203.0.113.5"])));

    [Fact]
    public void Else_none() => Assert.Empty(DefaultAddress.Of(Node([]) with { Docker = new ClusterEndpoint { Uri = new Uri("unix:///s") } }));

    private static ClusterNode Node(string[] addresses) => new()
    {
        Name = "web1",
        Docker = new ClusterEndpoint { Uri = new Uri("tcp://docker1:2376") },
        NginxApi = new ClusterEndpoint { Uri = new Uri("https://192.168.7.7:3003") },
        HostAddresses = addresses,
    };
}
