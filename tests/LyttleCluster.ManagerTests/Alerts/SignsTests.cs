using LyttleCluster.Core.Alerts;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.ManagerTests.Alerts;

public class SignsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(31, null, 0)]
    [InlineData(29.9, "CertificateExpiring", 1)]
    [InlineData(13.9, "CertificateExpiring", 2)]
    [InlineData(6.9, "CertificateExpiring", 3)]
    [InlineData(0.9, "CertificateExpiring", 4)]
    [InlineData(-0.1, "CertificateExpired", 0)]
    public void A_certificate_is_told_of_at_30_14_7_and_1_days_and_when_it_has_ended(double days, string? rule, int stage)
    {
        var found = CertificateSigns.Of([new KnownCertificate("example.com", "node web1", "web1", Now.AddDays(days))], Now);
        Assert.Equal(rule, found.SingleOrDefault()?.Rule);
        Assert.Equal(stage, found.SingleOrDefault()?.Stage ?? 0);
    }

    [Fact]
    public void One_certificate_on_many_nodes_is_one_alert_with_the_domains_that_need_it()
    {
        var nodes = ClusterSnapshot.Empty.Nodes;
        foreach (var name in new[] { "web1", "web2" })
        {
            nodes = nodes.Add(name, new WatchedNode
            {
                Node = new ClusterNode { Name = name },
                Nginx = new NginxStatus { Node = name, Dialect = "x", Certificates = [new NginxCertificate { Domains = ["*.example.com"], ExpiresAt = Now.AddDays(5) }] },
            });
        }

        var domain = new ClusterDomain { Name = "www.example.com", AsciiName = "www.example.com", Kind = DomainKind.Root, Target = "/", Tls = true, Nodes = ["web1"] };
        var alert = Assert.Single(CertificateSigns.Of(CertificateSigns.OfNodes(new ClusterSnapshot(1, nodes), [domain, domain with { AsciiName = "a.b.example.com", Name = "a.b.example.com" }]), Now));
        Assert.Equal(("certificate/*.example.com", null), (alert.Target, alert.Node));
        Assert.Equal("The certificate *.example.com (node web1 for domain www.example.com; node web2) ends 2026-01-07 03:04:05Z.", alert.Summary);
    }

    [Fact]
    public void A_node_says_what_is_wrong_with_it()
    {
        var node = new ClusterNode
        {
            Name = "web1", Status = NodeStatus.Degraded, Reason = "nginx is not well", Owners = ["ann"],
            Disks = [new ClusterDisk { Path = "/", TotalBytes = 100, UsedBytes = 91 }, new ClusterDisk { Path = "/var", TotalBytes = 100, UsedBytes = 98 }, new ClusterDisk { Path = "/tmp", TotalBytes = 100, UsedBytes = 50 }, new ClusterDisk { Path = "/proc", TotalBytes = 0, UsedBytes = 0 }],
        };
        var found = NodeSigns.Of(new WatchedNode { Node = node, ClockSkew = TimeSpan.FromSeconds(-7.4) });
        Assert.Equal(["NodeDegraded node/web1 Warning", "NodeClockSkew node/web1 Warning", "DiskFull disk/web1:/ Warning", "DiskFull disk/web1:/var Error"], found.Select(one => $"{one.Rule} {one.Target} {one.Severity}"));
        Assert.Equal("Node web1 has a clock that is 7 s behind.", found[1].Summary);
        Assert.All(found, one => Assert.Equal(["ann"], one.Owners));
        Assert.Empty(NodeSigns.Of(new WatchedNode { Node = new ClusterNode { Name = "web2", Status = NodeStatus.Ready }, ClockSkew = TimeSpan.FromSeconds(1.9) }));
    }

    [Fact]
    public void Domains_say_where_they_are_not_as_they_are_wanted()
    {
        var domain = new ClusterDomain
        {
            Name = "Example.com", AsciiName = "example.com", Kind = DomainKind.Root, Target = "/", Sync = DomainSync.Drifted,
            States = [new ClusterDomainState { Node = "web1", Sync = DomainSync.Drifted, Reason = "its entry is gone" }, new ClusterDomainState { Node = "web2", Sync = DomainSync.Applied }],
        };
        var found = DomainSigns.Of([domain, domain with { Sync = DomainSync.Pending }, domain with { Sync = DomainSync.Failed, AsciiName = "b.example.com" }]);
        Assert.Equal(["DomainDrifted domain/example.com", "DomainFailed domain/b.example.com"], found.Select(one => $"{one.Rule} {one.Target}"));
        Assert.Equal("Domain Example.com was changed by somebody else on web1: its entry is gone", found[0].Summary);
    }

    [Fact]
    public void Every_rule_has_a_name_of_its_own() => Assert.Distinct(AlertRules.All.Select(rule => rule.Name));
}
