using LyttleCluster.Core.Containers;

namespace LyttleCluster.Tests.Containers;

public class ContainerPortTesterTests
{
    [Theory]
    [InlineData("tcp://10.0.0.5:2376", "127.0.0.1", true)]
    [InlineData("tcp://web1.example.com:2376", "::1", true)]
    [InlineData("tcp://10.0.0.5:2376", "0.0.0.0", false)]
    [InlineData("tcp://10.0.0.5:2376", "10.0.0.5", false)]
    [InlineData("tcp://127.0.0.1:2376", "127.0.0.1", false)]
    [InlineData("unix:///var/run/docker.sock", "127.0.0.1", false)]
    public void A_loopback_address_of_another_machine_is_out_of_reach(string docker, string host, bool expected) =>
        Assert.Equal(expected, ContainerPortTester.IsOutOfReach(new Uri(docker), host));
}
