using LyttleCluster.Core;
using LyttleCluster.Core.Security;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Agent.Executable;
using LyttleCluster.Tests.Local;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Nginx;

/// <summary>Agents that do not let us in, or that we do not let in.</summary>
public class AgentAccessTests
{
    [NginxFact]
    public async Task A_wrong_key_is_told_and_the_right_one_ends_it()
    {
        await using var cluster = await AgentCluster.OpenAsync(2);
        await cluster.Files.ChangeAsync(new SetNode { Nodes = ["n0"], Settings = new NodeSettings { NginxApiKey = new Secret("not-the-key-0123456789") } });

        var answers = await cluster.AnswersAsync();
        Assert.Equal(["n0 Failed NginxApiUnauthorized", "n1 Skipped"], answers.Select(NginxCluster.Describe));
        Assert.Contains("-NginxApiKeyFile", answers[0].Failure!.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-key", answers[0].Failure!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(cluster.Agents[0].Log, line => line.Contains("not-the-key", StringComparison.Ordinal));

        // The agent takes a new key without a restart.
        await File.WriteAllTextAsync(cluster.Agents[0].KeyFile, "not-the-key-0123456789\n");
        Assert.Equal(["n0 Reloaded", "n1 Reloaded"], await cluster.ReloadAsync());
    }

    [NginxFact]
    public async Task A_certificate_that_has_ended_is_told_until_it_is_renewed()
    {
        using var authority = new TestAuthority("LyttleCluster agents");
        await using var nginx = await NginxServer.StartAsync();
        var files = authority.WriteFiles(Path.Combine(nginx.Folder, "tls"), [nginx.Address.ToString()]);
        await using var agent = await NginxAgent.StartAsync(CommandLineTests.Program, nginx, new NginxAgentOptions { Tls = files });
        await using var cluster = await TemporaryCluster.OpenAsync();
        var settings = new NodeSettings { NginxApi = agent.Uri, NginxApiKey = new Secret(agent.Key), NginxApiCACertificatePath = files.CertificateAuthority };
        Assert.Equal(NodeStatus.Ready, (await cluster.AddAsync("n0", settings)).Status);

        using (var ended = authority.IssueExpiredServer([nginx.Address.ToString()])) Show(files, ended);
        await agent.RestartAsync();
        await cluster.ReopenAsync();
        var answer = Assert.Single(await cluster.ChangeAsync(new ReloadNginx()));
        Assert.Equal("n0 Failed NginxApiCertificateExpired", NginxCluster.Describe(answer));

        using (var renewed = authority.IssueServer([nginx.Address.ToString()])) Show(files, renewed);
        Assert.Equal(["n0 Reloaded"], (await cluster.ChangeAsync(new ReloadNginx())).Select(NginxCluster.Describe));
    }

    private static void Show(TlsFiles files, System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
    {
        var folder = Path.GetDirectoryName(files.ServerCertificate)!;
        TestAuthority.WriteKey(folder, Path.GetFileName(files.ServerKey), certificate);
        TestAuthority.WriteCertificate(folder, Path.GetFileName(files.ServerCertificate), certificate);
    }
}
