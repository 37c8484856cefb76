using LyttleCluster.Service.Agent.Nginx.Configuration;

namespace LyttleCluster.Tests.Agent.Nginx;

public sealed class DefaultServersTests
{
    private const string Own = "server { listen 80; server_name lyttle-cluster.invalid; return 404; } server { listen 80; server_name a.test.example; location = /.well-known/lyttle-cluster { return 200 \"x\"; } }";

    [Theory]
    [InlineData("server { listen 80; } " + Own, true)]
    [InlineData(Own + " server { listen *:80 default_server; }", true)]
    [InlineData(Own + " server { listen 0.0.0.0; }", false)]
    [InlineData(Own + " server { listen 10.0.0.5:80; }", true)]
    public void The_agents_servers_do_not_become_the_default_in_place_of_anothers(string http, bool isFine)
    {
        var before = Of(http.Replace(Own, "", StringComparison.Ordinal));
        var after = Of(http);
        Assert.Equal(isFine, after.WhyNotAfter(before) is null);
        Assert.Null(after.WhyNotAfter(after));
    }

    private static DefaultServers Of(string http) => DefaultServers.Of(NginxConfigurationReader.Read(ConfigurationFiles.FromDump($"# configuration file /etc/nginx/nginx.conf:\nhttp {{ {http} }}\n")!));
}
