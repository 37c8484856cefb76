using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>Which certificate of a manager an agent believes.</summary>
public sealed class ManagerTrustTests : IDisposable
{
    private readonly TestAuthority _authority = new("lyttle test CA");
    private readonly TestAuthority _other = new("another CA");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-trust-");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_manager_of_the_CA_is_believed()
    {
        using var server = _authority.IssueServer(["127.0.0.1"]);
        var ca = TestAuthority.WriteCertificate(_folder.FullName, "ca.pem", _authority.Certificate);
        await JoinsAsync(server, options => options with { AuthorityFile = ca });
    }

    [Fact]
    public async Task A_manager_is_believed_by_its_fingerprint_whatever_its_name()
    {
        using var server = _authority.IssueServer(["elsewhere.test"]);
        await JoinsAsync(server, options => options with { Fingerprint = FingerprintOf(server) });
    }

    [Fact]
    public async Task Another_CA_is_not_believed_and_the_token_stays_here()
    {
        using var server = _authority.IssueServer(["127.0.0.1"]);
        var ca = TestAuthority.WriteCertificate(_folder.FullName, "ca.pem", _other.Certificate);
        await RefusesAsync(server, "AgentManagerUntrusted", options => options with { AuthorityFile = ca });
    }

    [Fact]
    public async Task Without_a_CA_the_machines_own_trust_counts()
    {
        using var server = _authority.IssueServer(["127.0.0.1"]);
        await RefusesAsync(server, "AgentManagerUntrusted", options => options);
    }

    [Fact]
    public async Task Another_fingerprint_is_not_believed_and_the_right_one_is_told()
    {
        using var server = _authority.IssueServer(["127.0.0.1"]);
        var said = await RefusesAsync(server, "AgentManagerUntrusted", options => options with { Fingerprint = FingerprintOf(_other.Certificate) });
        Assert.Contains(FingerprintOf(server), said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_certificate_that_ended_is_not_believed()
    {
        using var server = _authority.IssueExpiredServer(["127.0.0.1"]);
        await RefusesAsync(server, "AgentManagerCertificateExpired", options => options with { Fingerprint = FingerprintOf(server) });
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_believed()
    {
        using var server = _authority.IssueServer(["elsewhere.test"]);
        var ca = TestAuthority.WriteCertificate(_folder.FullName, "ca.pem", _authority.Certificate);
        await RefusesAsync(server, "AgentManagerNameMismatch", options => options with { AuthorityFile = ca });
    }

    [Fact]
    public async Task A_CA_file_that_is_missing_is_said()
    {
        using var server = _authority.IssueServer(["127.0.0.1"]);
        await RefusesAsync(server, "AgentJoinCaNotFound", options => options with { AuthorityFile = Path.Combine(_folder.FullName, "none.pem") });
    }

    private async Task JoinsAsync(X509Certificate2 server, Func<JoinOptions, JoinOptions> trust)
    {
        await using var scene = await JoinScene.StartAsync();
        await using var front = await TlsFront.StartAsync(scene.Manager, server);
        scene.Change = options => trust(options) with { Manager = front.Uri };
        await scene.StartAgentAsync();
        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
    }

    private async Task<string> RefusesAsync(X509Certificate2 server, string errorId, Func<JoinOptions, JoinOptions> trust)
    {
        await using var scene = await JoinScene.StartAsync();
        await using var front = await TlsFront.StartAsync(scene.Manager, server);
        scene.Change = options => trust(options) with { Manager = front.Uri };
        await scene.StartAgentAsync();
        var said = await scene.AgentLog.SaidAsync(errorId);
        Assert.Empty(await scene.PendingAsync());
        return said;
    }

    private static string FingerprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
}
