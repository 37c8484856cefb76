using LyttleCluster.Core;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Tests.Nodes;

public class NodeSettingsRulesTests
{
    private static readonly NodeSettings Good = new() { Docker = new Uri("tcp://10.0.0.5:2376") };

    private static readonly Uri Api = new("http://10.0.0.5:3003");

    [Theory]
    [InlineData("web1")]
    [InlineData("a")]
    [InlineData("eu.rack-1_a")]
    public void Good_names_pass(string name) => NodeSettingsRules.CheckName(name);

    [Theory]
    [InlineData("")]
    [InlineData("-web")]
    [InlineData("we b")]
    [InlineData("web*")]
    [InlineData("web\n")]
    [InlineData("wéb")]
    [InlineData("../web")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123")]
    public void Bad_names_are_refused(string name) =>
        Assert.Equal("NodeNameInvalid", Assert.Throws<ClusterException>(() => NodeSettingsRules.CheckName(name)).ErrorId);

    public static TheoryData<NodeSettings, string> BadSettings => new()
    {
        { Good with { Docker = null }, "NodeWithoutEndpoint" },
        { Good with { Docker = new Uri("http://10.0.0.5:2376") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("tcp://10.0.0.5") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("unix:///") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("ssh://me:secret@10.0.0.5") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("ssh://-oProxyCommand=x@10.0.0.5") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("ssh://10.0.0.5/run/docker.sock;id") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("npipe:////./mailslot/docker") }, "NodeSettingInvalid" },
        { new NodeSettings { Docker = new Uri("ssh://10.0.0.5"), DockerCACertificatePath = "/ca.pem" }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("unix://var/run/docker.sock") }, "NodeSettingInvalid" },
        { Good with { Docker = new Uri("tcp://me:secret@10.0.0.5:2376") }, "NodeSettingInvalid" },
        { Good with { ProxyAddress = new Uri("http://me:secret@10.0.0.5") }, "NodeSettingInvalid" },
        { Good with { DockerCertificatePath = "/c.pem" }, "NodeSettingInvalid" },
        { Good with { DockerKeyPath = "/k.pem" }, "NodeSettingInvalid" },
        { Good with { DockerCACertificatePath = "ca.pem" }, "NodeSettingInvalid" },
        { new NodeSettings { Docker = new Uri("unix:///s.sock"), DockerCACertificatePath = "/ca.pem" }, "NodeSettingInvalid" },
        { Good with { Docker = null, DockerCACertificatePath = "/ca.pem", NginxApi = Api }, "NodeSettingInvalid" },
        { Good with { NginxApi = new Uri("tcp://10.0.0.5:3003") }, "NodeSettingInvalid" },
        { Good with { NginxApi = new Uri("http://10.0.0.5:3003/?a=b") }, "NodeSettingInvalid" },
        { Good with { NginxApi = new Uri("http://me:secret@10.0.0.5:3003") }, "NodeSettingInvalid" },
        { Good with { NginxApi = Api, NginxApiCACertificatePath = "/ca.pem" }, "NodeSettingInvalid" },
        { Good with { NginxApi = new Uri("https://h"), NginxApiCertificatePath = "/c.pem" }, "NodeSettingInvalid" },
        { Good with { NginxApi = new Uri("https://h"), NginxApiKeyPath = "/k.pem" }, "NodeSettingInvalid" },
        { Good with { NginxApi = new Uri("https://h"), NginxApiCACertificatePath = "ca.pem" }, "NodeSettingInvalid" },
        { Good with { NginxApiKey = new Secret("k") }, "NodeSettingInvalid" },
        { Good with { NginxApiCACertificatePath = "/ca.pem" }, "NodeSettingInvalid" },
        { Good with { NginxApi = Api, NginxApiKey = new Secret("") }, "NodeSettingInvalid" },
        { Good with { NginxApi = Api, NginxApiKey = new Secret("a b") }, "NodeSettingInvalid" },
        { Good with { NginxApi = Api, NginxApiKey = new Secret("a\r\nX-Evil: 1") }, "NodeSettingInvalid" },
        { Good with { PortRange = "80-90" }, "NodeSettingInvalid" },
        { Good with { PortRange = "3000-2000" }, "NodeSettingInvalid" },
        { Good with { Location = "eu//rack" }, "NodeSettingInvalid" },
        { Good with { Address = ["10.0.0.5:80"] }, "NodeSettingInvalid" },
        { Good with { PublishAddress = "host" }, "NodeSettingInvalid" },
        { Good with { ProxyAddress = new Uri("ftp://h/") }, "NodeSettingInvalid" },
        { Good with { Labels = new Dictionary<string, string> { ["a b"] = "c" } }, "NodeSettingInvalid" },
        { Good with { Owners = ["a\u001b[31m"] }, "NodeSettingInvalid" },
    };

    [Theory]
    [MemberData(nameof(BadSettings))]
    public void Bad_settings_are_refused(NodeSettings settings, string errorId)
    {
        var failure = Assert.Throws<ClusterException>(() => NodeSettingsRules.Check("web1", settings));
        Assert.Equal(errorId, failure.ErrorId);
        Assert.DoesNotContain('\u001b', failure.Message);
        Assert.NotEmpty(failure.Remedy);
    }

    [Theory]
    [InlineData("unix:///var/run/docker.sock")]
    [InlineData("ssh://me@web1.example.com")]
    [InlineData("ssh://me@web1:2222/run/user/1000/docker.sock")]
    [InlineData("npipe:////./pipe/docker_engine")]
    public void Good_docker_addresses_pass(string uri) => NodeSettingsRules.Check("web1", new NodeSettings { Docker = new Uri(uri) });

    [Fact]
    public void Good_settings_pass() => NodeSettingsRules.Check("web1", Good with
    {
        Address = ["web1.internal", "10.0.0.5", "fd00::5"],
        PublishAddress = "10.0.0.5",
        ProxyAddress = new Uri("http://10.0.0.5"),
        PortRange = "20000-29999",
        Location = "eu/rack1",
        Labels = new Dictionary<string, string> { ["tier"] = "anything goes 🐳" },
        Owners = ["ops"],
    });

    [Fact]
    public void A_node_may_have_an_nginx_api_alone() => NodeSettingsRules.Check("web1", new NodeSettings
    {
        NginxApi = new Uri("https://web1.internal:3003/behind/a/path"),
        NginxApiKey = new Secret("k"),
        NginxApiCertificatePath = "/c.pem",
        NginxApiKeyPath = "/k.pem",
        NginxApiCACertificatePath = "/ca.pem",
    });

    [Fact]
    public void A_key_is_not_repeated_by_its_error()
    {
        var failure = Assert.Throws<ClusterException>(() => NodeSettingsRules.Check("web1", Good with { NginxApi = Api, NginxApiKey = new Secret("hunter 2") }));
        Assert.DoesNotContain("hunter", failure.Message + failure.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_an_address_is_not_repeated_by_its_error()
    {
        var failure = Assert.Throws<ClusterException>(() => NodeSettingsRules.Check("web1", Good with { Docker = new Uri("tcp://me:secret@10.0.0.5:2376") }));
        Assert.DoesNotContain("secret", failure.Message + failure.Remedy, StringComparison.Ordinal);
    }
}
