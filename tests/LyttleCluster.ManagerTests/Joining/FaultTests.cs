using System.Net;
using LyttleCluster.Core;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Joining;

/// <summary>What stands in the way of an agent is said, and tried again until it is gone.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_manager_that_is_away_is_waited_for()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StopManagerAsync();
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("AgentManagerAway");
        Assert.Equal(JoinPhase.Failing, scene.Agent.Joining!.State);
        Assert.Equal("http", scene.Agent.Address.Scheme);

        await scene.StartManagerAsync();
        await scene.AgentLog.SaidAsync("The agent waits.");
        await scene.StopManagerAsync();
        await scene.AgentLog.SaidAsync("AgentManagerAway", 2);
        await scene.StartManagerAsync();
        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");

        await scene.StopManagerAsync();
        await scene.AgentLog.SaidAsync("AgentManagerAway", 3);
        // What it serves does not hang on the manager.
        Assert.Equal(scene.AgentUri, scene.Agent.Address);
        await scene.StartManagerAsync();
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 2);
        // One line for each change of state, not for each try.
        Assert.Equal(3, scene.AgentLog.Lines.Count(line => line.Contains("AgentManagerAway", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_agent_that_is_restarted_goes_on_where_it_was()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StartAgentAsync();
        var waiting = await scene.CandidateAsync();
        await scene.AgentLog.SaidAsync("The agent waits.");
        await scene.StopAgentAsync();
        // The token is for announcing; who announced itself needs it no more.
        scene.WriteToken("lyttle_gone");
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("The agent waits.", 2);
        Assert.Equal(waiting.JoinId, Assert.Single(await scene.PendingAsync()).JoinId);
        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
        await scene.StopAgentAsync();

        await scene.StartAgentAsync();
        // At once, without asking the manager first.
        Assert.Equal(scene.AgentUri, scene.Agent.Address);
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 2);
        Assert.Null((await scene.NodeAsync("web1")).Reason);
    }

    [Fact]
    public async Task A_wrong_token_is_said_and_a_right_one_in_its_place_is_taken_without_a_restart()
    {
        await using var scene = await JoinScene.StartAsync();
        scene.WriteToken("lyttle_wrong");
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("JoinTokenRefused");
        await scene.GiveTokenAsync("viewer", isJoin: false);
        await scene.AgentLog.SaidAsync("JoinTokenOfAnotherKind");
        scene.ManagerTime.Shift = TimeSpan.FromHours(-2);
        await scene.GiveTokenAsync("old", isJoin: true, expiresAt: TimeProvider.System.GetUtcNow().AddHours(-1));
        scene.ManagerTime.Shift = TimeSpan.Zero;
        await scene.AgentLog.SaidAsync("JoinTokenExpired");
        Assert.Empty(await scene.PendingAsync());
        // Too many wrong ones shut the door for a minute.
        scene.ManagerTime.Shift = TimeSpan.FromMinutes(2);
        await scene.GiveTokenAsync("good", isJoin: true);
        await scene.AgentLog.SaidAsync("The agent waits.");
        Assert.DoesNotContain(scene.AgentLog.Lines.Concat(scene.ManagerLog.Lines), line => line.Contains("lyttle_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_file_that_is_missing_or_open_to_others_is_said()
    {
        await using var scene = await JoinScene.StartAsync();
        var token = await File.ReadAllTextAsync(scene.TokenFile);
        File.Delete(scene.TokenFile);
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("SecretFileNotFound");
        await File.WriteAllTextAsync(scene.TokenFile, token);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(scene.TokenFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await scene.AgentLog.SaidAsync("SecretFileExposed");
        scene.WriteToken(token.Trim());
        await scene.AgentLog.SaidAsync("The agent waits.");
    }

    [Fact]
    public async Task A_refused_agent_says_so_and_is_no_candidate_for_seven_days()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StartAgentAsync();
        var candidate = await scene.CandidateAsync();
        var refused = Assert.Single(await scene.ChangeAsync(new RefuseNode { JoinIds = [candidate.JoinId![..8]] }));
        Assert.Equal(candidate.Fingerprint, refused.Value!.Fingerprint);
        await scene.AgentLog.SaidAsync("Somebody decided at the manager not to take this agent.");
        Assert.Equal(JoinPhase.Refused, scene.Agent.Joining!.State);
        await scene.StopAgentAsync();
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("Somebody decided at the manager not to take this agent.", 2);
        Assert.Empty(await scene.PendingAsync());

        scene.ManagerTime.Shift = TimeSpan.FromDays(7.1);
        await scene.AgentLog.SaidAsync("The agent waits.", 2);
        Assert.Single(await scene.PendingAsync());
    }

    [Fact]
    public async Task A_candidate_nobody_decided_about_is_over_after_seven_days()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StartAgentAsync();
        var candidate = await scene.CandidateAsync();
        await scene.AgentLog.SaidAsync("The agent waits.");
        await scene.StopAgentAsync();
        scene.ManagerTime.Shift = TimeSpan.FromDays(7.1);
        Assert.Empty(await scene.PendingAsync());
        var late = Assert.ThrowsAsync<ClusterException>(() => scene.ChangeAsync(new AddNode { Name = "web1", Settings = new NodeSettings(), JoinId = candidate.JoinId }));
        Assert.Equal("JoinRequestNotFound", (await late).ErrorId);
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("The agent waits.", 2);
        Assert.Equal(candidate.JoinId, Assert.Single(await scene.PendingAsync()).JoinId);
    }

    [Fact]
    public async Task Clocks_that_differ_do_not_stop_joining_and_one_that_is_set_back_counts_on()
    {
        await using var scene = await JoinScene.StartAsync();
        scene.AgentTime.Shift = TimeSpan.FromDays(200);
        await scene.StartAgentAsync();
        await scene.ApproveAsync("web1");
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
        scene.AgentTime.Shift = TimeSpan.FromDays(-3);
        var facts = await scene.Facts.NextAsync();
        Assert.Equal(TimeProvider.System.GetUtcNow().AddDays(-3), facts.Time!.Value, TimeSpan.FromMinutes(1));
        await scene.StopAgentAsync();
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("The agent is a node of the manager.", 2);
        // To this clock the manager's certificate is not valid yet; that is said, instead of a broken connection.
        var node = await scene.NodeAsync("web1");
        Assert.Equal(EndpointConnection.AccessDenied, node.NginxApi!.Connection);
        Assert.Contains("not valid before", $"{node.NginxApi.Reason} {node.NginxApi.Remedy}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_and_tried_again()
    {
        await using var scene = await JoinScene.StartAsync();
        Directory.CreateDirectory(scene.DataFolder);
        var inTheWay = Path.Combine(scene.DataFolder, "join");
        await File.WriteAllTextAsync(inTheWay, "");
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("AgentJoinNotStored");
        Assert.Contains(inTheWay, scene.Agent.Joining!.Detail, StringComparison.Ordinal);
        Assert.Equal("http", scene.Agent.Address.Scheme);
        File.Delete(inTheWay);
        await scene.AgentLog.SaidAsync("The agent waits.");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(scene.DataFolder, "join", "key.pem")));
    }

    [Fact]
    public async Task A_disk_that_is_full_keeps_the_agent_waiting_for_its_certificate_not_from_serving()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StartAgentAsync();
        await scene.CandidateAsync();
        var folder = Path.Combine(scene.DataFolder, "join");
        // A disk of one page, which the key fills: the certificate has no room there.
        var key = await File.ReadAllBytesAsync(Path.Combine(folder, "key.pem"));
        await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=4k,mode=700", "tmpfs", folder]);
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "key.pem"), key);
            await scene.ApproveAsync("web1");
            await scene.AgentLog.SaidAsync("AgentJoinNotStored");
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(scene.Agent.Address, "/health"))).StatusCode);
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", folder]);
        }

        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_taken_over_once_it_is_free()
    {
        await using var scene = await JoinScene.StartAsync();
        // It listens at another address than before, and that one is taken there.
        var other = IPAddress.Parse("127.0.0.2");
        scene.ChangeAgent = options => options with { Listen = options.Listen with { Address = IPAddress.Any }, Join = options.Join! with { Address = scene.AgentUri } };
        using (var taken = new System.Net.Sockets.TcpListener(other, scene.AgentUri.Port))
        {
            taken.Start();
            await scene.StartAgentAsync();
            await scene.ApproveAsync("web1");
            await scene.AgentLog.SaidAsync("ServicePortTaken");
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
            Assert.Equal("http", scene.Agent.Address.Scheme);
        }

        await scene.AgentLog.SaidAsync("The agent is a node of the manager.");
        Assert.Equal("https", scene.Agent.Address.Scheme);
    }

    [Fact]
    public async Task A_manager_that_only_reads_takes_nobody()
    {
        await using var scene = await JoinScene.StartAsync();
        await scene.StopManagerAsync();
        await scene.StartManagerAsync(readOnly: true);
        await scene.StartAgentAsync();
        await scene.AgentLog.SaidAsync("JoinReadOnly");
        Assert.Empty(await scene.PendingAsync());
        Assert.Empty(Directory.GetFiles(scene.StateFolder, "*agent*"));
    }

    [Fact]
    public async Task Something_else_at_the_managers_address_is_no_manager()
    {
        await using var scene = await JoinScene.StartAsync();
        await using var web = FaultServer.StartTcp();
        web.On("/join/requests", Faults.InTurn(Faults.Html, Faults.WrongJson, Faults.Status(500, "oops"), Faults.CloseAtOnce, Faults.CutMidBody(), Faults.Announces(1L << 40)));
        scene.Change = options => options with { Manager = web.HttpUri! };
        await scene.StartAgentAsync();
        await web.WaitForRequestAsync("/join/requests", 7).WaitAsync(TimeSpan.FromSeconds(30));
        await scene.AgentLog.SaidAsync("AgentJoinAnswerUnreadable");
        await scene.AgentLog.SaidAsync("AgentManagerIsNone");
        Assert.Equal(JoinPhase.Failing, scene.Agent.Joining!.State);
    }
}
