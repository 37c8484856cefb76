using LyttleCluster.Service.Agent;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Joining;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>What an operator may give, and the pure rules of time.</summary>
public sealed class JoinOptionsTests
{
    private static readonly string[] Usual = ["--join", "https://manager.test:6977", "--token-file", "/token"];

    [Fact]
    public void Joining_listens_on_https_everywhere_unless_told_otherwise()
    {
        var options = Read([]);
        Assert.Equal("https://0.0.0.0:3003", options.Listen.ToString());
        Assert.Null(options.CertificateFile);
        Assert.Equal((new Uri("https://manager.test:6977"), "/token"), (options.Join!.Manager, options.Join.TokenFile));
        Assert.Equal("https://[::1]:4000", Read(["--listen", "https://[::1]:4000"]).Listen.ToString());
    }

    [Theory]
    [InlineData("http://127.0.0.1:6977")]
    [InlineData("http://[::1]:6977")]
    [InlineData("http://localhost:6977")]
    [InlineData("https://10.0.0.1:6977/behind/a/proxy")]
    public void A_manager_that_can_be_trusted_is_taken(string manager) => Assert.Equal(new Uri(manager), ReadAll(["--join", manager, "--token-file", "/token"]).Join!.Manager);

    [Theory]
    [InlineData("AgentJoinUnprotected", "--join", "http://10.0.0.1:6977", "--token-file", "/token")]
    [InlineData("AgentJoinUnprotected", "--join", "http://localhost.evil.test:6977", "--token-file", "/token")]
    [InlineData("AgentJoinWithoutToken", "--join", "https://manager.test:6977")]
    [InlineData("AgentJoinWithoutManager", "--token-file", "/token")]
    [InlineData("AgentJoinWithoutManager", "--join-name", "web1")]
    public void What_would_not_be_safe_is_refused(string errorId, params string[] words) =>
        Assert.Equal(errorId, Assert.Throws<ClusterException>(() => ReadAll(words)).ErrorId);

    [Theory]
    [InlineData("AgentJoinNeedsHttps", "--listen", "http://127.0.0.1:3003")]
    [InlineData("AgentJoinNeedsHttps", "--listen", "https://127.0.0.1:0")]
    [InlineData("AgentJoinTwoTrusts", "--join-ca", "/ca.pem", "--join-fingerprint", "9c7745a37152add1dc0f482030bd989b196902b0ab7ce9e1f6bf0aadbd46dc9e")]
    [InlineData("ServiceTlsWithoutCertificate", "--certificate", "/cert.pem")]
    public void Joining_with_what_contradicts_it_is_refused(string errorId, params string[] words) =>
        Assert.Equal(errorId, Assert.Throws<ClusterException>(() => Read(words)).ErrorId);

    [Theory]
    [InlineData("--join-fingerprint", "abc")]
    [InlineData("--join-name", "../x")]
    [InlineData("--join-address", "http://10.0.0.5:3003")]
    [InlineData("--join-docker", "unix:///var/run/docker.sock")]
    public void A_value_that_means_nothing_is_refused(params string[] words) =>
        Assert.Equal(ClusterErrorCategory.InvalidArgument, Assert.Throws<ClusterException>(() => Read(words)).Category);

    [Fact]
    public void A_fingerprint_is_taken_as_openssl_writes_it()
    {
        var text = string.Join(':', Enumerable.Repeat("AB", 32));
        Assert.Equal(string.Concat(Enumerable.Repeat("ab", 32)), Read(["--join-fingerprint", text]).Join!.Fingerprint);
    }

    [Theory]
    [InlineData("--agent-ca", "/ca.pem")]
    [InlineData("--agent-ca-key", "/ca.key")]
    public void A_CA_for_agents_is_two_files(params string[] words) =>
        Assert.Equal("AgentCaIncomplete", Assert.Throws<ClusterException>(() => ManagerOptions.From(ManagerFlags.All.Read(words, new Dictionary<string, string>()))).ErrorId);

    [Fact]
    public void Pauses_grow_to_their_limit_and_no_further()
    {
        var pauses = new JoinPauses();
        Assert.Equal([2, 4, 8, 16, 32, 64, 128, 256, 300, 300], Enumerable.Range(1, 10).Select(failures => pauses.Retry(failures).TotalSeconds));
        Assert.Equal(TimeSpan.FromMinutes(5), pauses.Retry(int.MaxValue));
        Assert.Equal([5, 10, 20, 40, 60], Enumerable.Range(1, 5).Select(asked => pauses.Ask(asked).TotalSeconds));
        Assert.Equal((8.0, 10.0, 12.0), (pauses.Jittered(pauses.Beat, 0).TotalSeconds, pauses.Jittered(pauses.Beat, 0.5).TotalSeconds, pauses.Jittered(pauses.Beat, 1).TotalSeconds));
    }

    [Fact]
    public void Two_thirds_of_ninety_days_are_sixty()
    {
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.False(RenewalRule.IsDue(from, from.AddDays(90), from.AddDays(60).AddSeconds(-1)));
        Assert.True(RenewalRule.IsDue(from, from.AddDays(90), from.AddDays(60)));
    }

    private static AgentOptions Read(string[] words) => ReadAll([.. Usual, .. words]);

    private static AgentOptions ReadAll(string[] words) =>
        AgentOptions.From(AgentFlags.All.Read(words, new Dictionary<string, string>()), new AgentUser(true, "root", "/var/lib/lyttle-cluster/agent"));
}
