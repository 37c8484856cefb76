using System.Net;
using System.Net.Sockets;
using LyttleCluster.Core.Docker;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests.Peers;

namespace LyttleCluster.Tests.Docker;

/// <summary>The client through real ssh, a real sshd and the real docker command, to a real engine.</summary>
[Collection(EnginesCollection.Name)]
public sealed class SshClientTests(EnginesFixture engines)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    // Long enough to get through ssh's handshake on a busy machine, short enough to wait for.
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(3);

    [SshFact]
    public async Task One_login_serves_one_request_after_the_other()
    {
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, await engines.EngineAsync());
        var ping = await client.PingAsync(Silence, default);
        Assert.Equal("Docker", ping.Engine);
        for (var again = 0; again < 5; again++) await client.ListContainersAsync(Silence, default);
        Assert.Equal((await client.GetVersionAsync(Silence, default)).Version, (await client.GetInfoAsync(Silence, default)).ServerVersion);
        Assert.Equal(1, server.Logins);
    }

    [SshFact]
    public async Task The_far_side_chooses_the_socket_when_none_is_given()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync(new SshServerOptions { Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = $"unix://{engine.SocketPath}" } });
        using var client = Client(server.Uri, server.ConfigurationPath);
        Assert.Equal(await engine.DockerAsync("info", "--format", "{{.ID}}"), (await client.GetInfoAsync(Silence, default)).ID);
    }

    [SshFact]
    public async Task Containers_logs_events_and_commands()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        var name = EnginesFixture.Unique("ssh");
        var id = await engine.RunAsync(new ContainerRun(name, "sh", "-c", "echo one; echo two; while [ ! -e /end ]; do sleep 0.1; done; echo three"));
        try
        {
            Assert.Contains(id, (await client.ListContainersAsync(Silence, default)).Select(container => container.Id));
            await using var log = client.ReadLogAsync(id, new DockerLogOptions { Follow = true }, Silence, default).GetAsyncEnumerator();
            Assert.Equal(["one", "two"], [await NextAsync(log), await NextAsync(log)]);

            var result = await client.ExecAsync(id, ["sh", "-c", "echo out; echo err >&2; touch /end; exit 3"], Silence, default);
            Assert.Equal((3, "out\n", "err\n"), (result.ExitCode, result.Output, result.ErrorOutput));
            Assert.Equal("three", await NextAsync(log));
            Assert.False(await log.MoveNextAsync());
            Assert.Equal(0, await client.WaitAsync(id, "not-running", Silence, default));
        }
        finally
        {
            await engine.RemoveAsync(name);
        }
    }

    [SshFact]
    public async Task Events_come_as_they_happen()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        await using var events = await client.OpenEventsAsync(null, null, Silence, default);
        var name = EnginesFixture.Unique("ssh");
        var id = await engine.RunAsync(name);
        await engine.RemoveAsync(name);
        DockerEvent? seen;
        do seen = await events.NextAsync();
        while (seen is not null && (seen.Actor?.ID, seen.Action) != (id, "destroy"));
        Assert.NotNull(seen);
    }

    [SshFact]
    public async Task A_large_answer_is_whole()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        var name = EnginesFixture.Unique("ssh");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done"));
        await client.WaitAsync(name, "not-running", Silence, default);
        var count = 0;
        await foreach (var line in client.ReadLogAsync(name, new DockerLogOptions(), Silence, default)) Assert.Equal($"line {count++}", line.Message);
        Assert.Equal(20_000, count);
        await engine.RemoveAsync(name);
    }

    [SshFact]
    public async Task A_server_that_dies_cuts_the_answer_and_says_so()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        var name = EnginesFixture.Unique("ssh");
        await engine.RunAsync(new ContainerRun(name, "sh", "-c", "echo one; sleep 1000"));
        try
        {
            await using var log = client.ReadLogAsync(name, new DockerLogOptions { Follow = true }, Silence, default).GetAsyncEnumerator();
            Assert.Equal("one", await NextAsync(log));
            var clients = server.Clients;
            server.Kill();
            var failure = await Assert.ThrowsAsync<ClusterException>(async () => await log.MoveNextAsync());
            Assert.Equal(("SshLost", ClusterErrorCategory.ConnectionError), (failure.ErrorId, failure.Category));
            await AllGoneAsync(clients);
            Assert.Equal("SshRefused", (await FailsAsync(client)).ErrorId);
        }
        finally
        {
            await engine.RemoveAsync(name);
        }
    }

    [SshFact]
    public async Task A_server_that_died_between_two_requests_is_only_a_new_login()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        await client.PingAsync(Silence, default);
        var clients = server.Clients;
        server.KillSessions();
        await AllGoneAsync(clients);
        await client.PingAsync(Silence, default);
        Assert.Equal(2, server.Logins);
    }

    [SshFact]
    public async Task A_server_that_hangs_before_the_login_and_after()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        server.Pause();
        Assert.Equal("DockerConnectTimedOut", (await FailsAsync(client, Short)).ErrorId);
        await NobodyLeftAsync(server);

        server.Resume();
        await client.PingAsync(Silence, default);
        server.Pause();
        Assert.Equal("DockerTimedOut", (await FailsAsync(client, Short)).ErrorId);
        await NobodyLeftAsync(server);
        server.Resume();
    }

    [SshFact]
    public async Task Many_at_once_log_in_a_few_at_a_time()
    {
        await using var server = await SshServer.StartAsync(new SshServerOptions { MostLoggingIn = 10 });
        using var client = Client(server, await engines.EngineAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => client.GetInfoAsync(Silence, default)));
        Assert.Single(answers.Select(answer => answer.ID).Distinct());
        Assert.InRange(server.Logins, 1, 24);
    }

    [SshFact]
    public async Task More_streams_than_there_may_be_are_an_error()
    {
        await using var server = await SshServer.StartAsync();
        var connector = new SshConnector(new DockerEndpoint { Node = "n1", Uri = new Uri($"ssh://127.0.0.1:{server.Port}"), SshConfigurationPath = server.ConfigurationPath }, most: 2);
        await using var one = await connector.ConnectAsync(default);
        var two = await connector.ConnectAsync(default);
        Assert.Equal("SshTooManyConnections", (await Assert.ThrowsAsync<ClusterException>(() => connector.ConnectAsync(default).AsTask())).ErrorId);
        await two.DisposeAsync();
        await using var three = await ConnectWhenRoomAsync(connector);
    }

    [SshFact]
    public async Task Ssh_ends_with_the_stream()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync();
        using var client = Client(server, engine);
        using var stop = new CancellationTokenSource();
        var events = await client.OpenEventsAsync(null, null, Silence, stop.Token);
        var clients = server.Clients;
        Assert.NotEmpty(clients);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await events.NextAsync());
        await events.DisposeAsync();
        await AllGoneAsync(clients);
    }

    [SshFact]
    public async Task Ssh_ends_with_the_client()
    {
        await using var server = await SshServer.StartAsync();
        IReadOnlyList<int> clients;
        using (var client = Client(server, await engines.EngineAsync()))
        {
            await client.PingAsync(Silence, default);
            clients = server.Clients;
            Assert.NotEmpty(clients);
        }

        await AllGoneAsync(clients);
    }

    [SshFact]
    public async Task A_host_key_that_is_not_known()
    {
        await using var server = await SshServer.StartAsync();
        using var client = Client(server.Uri, server.StrangerConfigurationPath);
        var failure = await FailsAsync(client);
        Assert.Equal(("SshHostKeyUnknown", ClusterErrorCategory.AuthenticationError), (failure.ErrorId, failure.Category));
        Assert.Contains("SHA256:", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"ssh-keyscan -p {server.Port} 127.0.0.1", failure.Remedy, StringComparison.Ordinal);
    }

    [SshFact]
    public async Task A_host_key_that_is_another_one()
    {
        await using var server = await SshServer.StartAsync();
        using var client = Client(server.Uri, server.DeceivedConfigurationPath);
        var failure = await FailsAsync(client);
        Assert.Equal("SshHostKeyChanged", failure.ErrorId);
        Assert.Contains("Offending ED25519 key in ", failure.Message, StringComparison.Ordinal);
    }

    [SshFact]
    public async Task A_login_that_is_refused()
    {
        await using var server = await SshServer.StartAsync();
        using var client = Client(server.Uri, server.UninvitedConfigurationPath);
        var failure = await FailsAsync(client);
        Assert.Equal("SshLoginRefused", failure.ErrorId);
        Assert.Contains("Permission denied (publickey)", failure.Message, StringComparison.Ordinal);
    }

    [SshFact]
    public async Task A_configuration_that_is_not_there()
    {
        await using var server = await SshServer.StartAsync();
        using var client = Client(server.Uri, server.ConfigurationPath + "-not-there");
        Assert.Equal("SshConfigurationInvalid", (await FailsAsync(client)).ErrorId);
    }

    [SshFact]
    public async Task A_far_side_with_neither_docker_nor_podman()
    {
        await using var server = await SshServer.StartAsync(new SshServerOptions { Environment = new Dictionary<string, string> { ["PATH"] = "/nowhere" } });
        using var client = Client(server.Uri, server.ConfigurationPath);
        var failure = await FailsAsync(client);
        Assert.Equal("SshDockerMissing", failure.ErrorId);
        Assert.Contains("neither a docker nor a podman", failure.Message, StringComparison.Ordinal);
    }

    [PodmanFact]
    public async Task A_far_side_with_podman_alone()
    {
        await using var podman = await PodmanService.StartAsync();
        var folder = Directory.CreateTempSubdirectory("lyttle-path-").FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "podman"), Command.Find("podman")!);
        await using var server = await SshServer.StartAsync(new SshServerOptions { Environment = new Dictionary<string, string> { ["PATH"] = folder } });
        using var client = Client(server.UriOf(podman.SocketPath), server.ConfigurationPath);
        Assert.True((await client.PingAsync(Silence, default)).IsPodman);
        await client.ListContainersAsync(Silence, default);
        Assert.Equal(2, server.Logins); // one that found no docker, one for all the rest
        Directory.Delete(folder, recursive: true);
    }

    [SshFact]
    public async Task A_user_without_rights_on_the_socket()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync(new SshServerOptions { Before = "/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups" });
        using var client = Client(server, engine);
        var failure = await FailsAsync(client);
        Assert.Equal(("SshSocketDenied", ClusterErrorCategory.PermissionDenied), (failure.ErrorId, failure.Category));
        Assert.Contains("usermod -aG docker", failure.Remedy, StringComparison.Ordinal);
    }

    [SshFact]
    public async Task A_far_side_where_no_engine_runs()
    {
        await using var server = await SshServer.StartAsync();
        using var client = Client(server.UriOf("/nowhere/docker.sock"), server.ConfigurationPath);
        Assert.Equal("SshEngineNotRunning", (await FailsAsync(client)).ErrorId);
    }

    [SshFact]
    public async Task A_shell_that_talks_into_the_connection()
    {
        var engine = await engines.EngineAsync();
        await using var server = await SshServer.StartAsync(new SshServerOptions { Before = "echo Welcome to this machine;" });
        using var client = Client(server, engine);
        Assert.Equal("SshOutputSpoiled", (await FailsAsync(client)).ErrorId);
    }

    [SshFact]
    public async Task Something_else_than_an_ssh_server()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var client = Client(new Uri($"ssh://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}"), null);
        var failing = FailsAsync(client);
        using (var caller = await other.AcceptTcpClientAsync()) await caller.GetStream().WriteAsync("220 mail.example.com ready\r\n"u8.ToArray());
        Assert.Equal("SshClosed", (await failing).ErrorId);
    }

    [SshFact]
    public async Task A_name_that_does_not_resolve()
    {
        using var client = Client(new Uri("ssh://no-such-host.invalid"), null);
        Assert.Equal("SshHostNotFound", (await FailsAsync(client)).ErrorId);
    }

    private static async Task<ClusterException> FailsAsync(DockerClient client, TimeSpan? silence = null) =>
        await Assert.ThrowsAsync<ClusterException>(() => client.PingAsync(silence ?? Silence, default));

    /// <summary>Waits until these processes are gone altogether: dead ones that nobody collected still have a folder in /proc.</summary>
    private static async Task AllGoneAsync(IReadOnlyList<int> processes)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (processes.Any(pid => Directory.Exists($"/proc/{pid}"))) await Task.Delay(10, limit.Token);
    }

    /// <summary>Waits until no ssh of ours is left.</summary>
    private static async Task NobodyLeftAsync(SshServer server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (server.Clients.Count > 0) await Task.Delay(10, limit.Token);
    }

    private static async Task<Stream> ConnectWhenRoomAsync(SshConnector connector)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                return await connector.ConnectAsync(limit.Token);
            }
            catch (ClusterException full) when (full.ErrorId == "SshTooManyConnections")
            {
                await Task.Delay(10, limit.Token);
            }
        }
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<DockerLogLine> log)
    {
        Assert.True(await log.MoveNextAsync());
        return log.Current.Message;
    }

    private static DockerClient Client(SshServer server, DockerEngine engine) => Client(server.UriOf(engine.SocketPath), server.ConfigurationPath);

    private static DockerClient Client(Uri uri, string? configuration) =>
        new(new DockerEndpoint { Node = "n1", Uri = uri, SshConfigurationPath = configuration }, TimeProvider.System);
}
