using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>The whole way with the built agent beside a real nginx, and a manager that listens with TLS.</summary>
public sealed class JoinedProcessTests : IAsyncLifetime, IDisposable
{
    private readonly TestAuthority _authority = new("lyttle test CA");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-joined-");
    private readonly HeardLog _log = new();
    private LocalCluster? _cluster;
    private ManagerServer? _manager;

    private string TokenFile => Path.Combine(_folder.FullName, "token");

    public async Task InitializeAsync()
    {
        using var server = _authority.IssueServer(["127.0.0.1"]);
        var options = new ManagerOptions
        {
            Listen = new ListenAddress(true, IPAddress.Loopback, 0),
            StateFile = Path.Combine(_folder.FullName, "state.db"),
            AuthorityFile = TestAuthority.WriteCertificate(_folder.FullName, "ca.pem", _authority.Certificate),
            CertificateFile = TestAuthority.WriteCertificate(_folder.FullName, "cert.pem", server),
            KeyFile = TestAuthority.WriteKey(_folder.FullName, "key.pem", server),
        };
        _cluster = await LocalCluster.OpenAsManagerAsync(StateFile.At(options.StateFile), options.Listen.ToString(), TimeProvider.System, CancellationToken.None);
        var parts = new ManagerParts
        {
            Options = options,
            Cluster = _cluster,
            Watch = new NothingWatched(),
            Lifecycle = new Lifecycle(TimeProvider.System),
            Log = new ServiceLog(_log, LogFormat.Text, TimeProvider.System),
        };
        _manager = await ManagerServer.StartAsync(parts, CancellationToken.None);
        var token = Assert.Single(await ChangeAsync(new NewToken { Name = "join", IsJoin = true })).Value!;
        await File.WriteAllTextAsync(TokenFile, token.Secret.Reveal() + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public async Task DisposeAsync()
    {
        if (_manager is not null)
        {
            await _manager.StopAsync(null, CancellationToken.None);
            await _manager.DisposeAsync();
        }

        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    public void Dispose()
    {
        _log.Dispose();
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [NginxFact]
    public async Task Token_pending_approved_https_reloaded_killed_and_there_again()
    {
        await using var nginx = await NginxServer.StartAsync(new NginxServerOptions());
        string[] words =
        [
            "agent", "--listen", $"https://{nginx.Address}:3003", "--nginx", NginxServer.Executable, "--nginx-config", nginx.ConfigurationFile, "--data", Path.Combine(_folder.FullName, "agent"),
            "--join", _manager!.Address.ToString(), "--join-ca", Path.Combine(_folder.FullName, "ca.pem"), "--token-file", TokenFile, "--join-name", "web1",
        ];
        await using (var agent = ServiceProcess.Start(Path.Combine(AppContext.BaseDirectory, "lyttle-cluster"), words))
        {
            var waits = await SaidAsync(agent, "The agent waits.");
            var found = await _cluster!.Nodes.FindAsync(new NodeDiscovery { Pending = true }, CancellationToken.None).ToListAsync();
            var candidate = Assert.Single(found).Value!;
            Assert.Contains(candidate.Fingerprint!, waits, StringComparison.Ordinal);
            var added = Assert.Single(await ChangeAsync(new AddNode { Name = candidate.Name, Settings = new NodeSettings { NginxApi = candidate.NginxApi }, JoinId = candidate.JoinId }));
            Assert.Null(added.Failure);
            await SaidAsync(agent, "The agent is a node of the manager.");
            await ReloadsAsync();
            agent.Kill();
            await agent.ExitAsync();
        }

        await using var again = ServiceProcess.Start(Path.Combine(AppContext.BaseDirectory, "lyttle-cluster"), words);
        await SaidAsync(again, "The agent is a node of the manager.");
        await ReloadsAsync();
        again.Terminate();
        Assert.Equal(0, await again.ExitAsync());
        Assert.DoesNotContain(again.Lines, line => line.Contains("lyttle_", StringComparison.Ordinal));
    }

    private async Task ReloadsAsync()
    {
        var node = Assert.Single(await _cluster!.Nodes.GetAsync(new NodeQuery(), CancellationToken.None).ToListAsync()).Value!;
        Assert.Equal((NodeStatus.Ready, null), (node.Status, node.Reason));
        var reload = Assert.Single(await ChangeAsync(new ReloadNginx()));
        Assert.Equal((NginxReloadOutcome.Reloaded, true), (reload.Value!.Outcome, reload.Value.Verified));
    }

    private static Task<string> SaidAsync(ServiceProcess agent, string words) =>
        agent.LineAsync(line => line.Contains(words, StringComparison.Ordinal)).WaitAsync(TimeSpan.FromSeconds(60));

    private async Task<List<Answer<T>>> ChangeAsync<T>(ChangeRequest<T> request)
    {
        var plan = await _cluster!.Operations.PlanAsync(request, CancellationToken.None);
        return await _cluster.Operations.ApplyAsync(plan, CancellationToken.None).ToListAsync();
    }
}
