using LyttleCluster.Core;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Tests.Nodes;

public class NodeSettingsMergeTests
{
    private static readonly NodeSettings Now = new()
    {
        Docker = new Uri("unix:///a.sock"),
        DockerCertificatePath = "/c",
        DockerKeyPath = "/k",
        DockerCACertificatePath = "/ca",
        NginxApi = new Uri("https://a:3003"),
        NginxApiKey = new Secret("k"),
        NginxApiCertificatePath = "/nc",
        NginxApiKeyPath = "/nk",
        NginxApiCACertificatePath = "/nca",
        Address = ["a"],
        PublishAddress = "10.0.0.1",
        ProxyAddress = new Uri("http://a"),
        PortRange = "20000-20010",
        Location = "eu",
        Labels = new Dictionary<string, string> { ["a"] = "b" },
        Owners = ["ops"],
    };

    [Fact]
    public void What_is_not_given_stays() => Assert.Equal(Now, NodeSettingsMerge.Merge(Now, new NodeSettings(), []));

    [Fact]
    public void What_belongs_to_an_endpoint_goes_with_it()
    {
        var without = NodeSettingsMerge.Merge(Now, new NodeSettings(), [nameof(NodeSettings.NginxApi)]);
        Assert.Equal(
            Now with { NginxApi = null, NginxApiKey = null, NginxApiCertificatePath = null, NginxApiKeyPath = null, NginxApiCACertificatePath = null }, without);
        without = NodeSettingsMerge.Merge(Now, new NodeSettings(), [nameof(NodeSettings.Docker)]);
        Assert.Equal(Now with { Docker = null, DockerCertificatePath = null, DockerKeyPath = null, DockerCACertificatePath = null }, without);
    }

    [Fact]
    public void What_is_given_replaces() => Assert.Equal("us", NodeSettingsMerge.Merge(Now, new NodeSettings { Location = "us" }, []).Location);

    /// <summary>Every setting can be cleared: a setting added later and forgotten in the merge fails here.</summary>
    [Fact]
    public void Every_setting_can_be_cleared_by_its_name()
    {
        foreach (var property in typeof(NodeSettings).GetProperties())
        {
            Assert.NotNull(property.GetValue(Now));
            Assert.Null(property.GetValue(NodeSettingsMerge.Merge(Now, new NodeSettings(), [property.Name])));
        }
    }
}
