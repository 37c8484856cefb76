using System.Text.Json;
using LyttleCluster.Core.State;
using LyttleCluster.ManagerTests.Alerts;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Health;
using LyttleCluster.Service.Manager.Notifications;
using LyttleCluster.TestPeers;
using LyttleCluster.Tests;
using LyttleCluster.Tests.Local;
using Microsoft.AspNetCore.Http;

namespace LyttleCluster.ManagerTests.Metrics;

public class HealthTests
{
    [Fact]
    public void A_part_that_is_silent_for_too_long_is_dead()
    {
        var time = new ManualTimeProvider();
        var health = new HealthBook(time);
        health.Beat("watch", TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(Assert.Single(health.Read()).Reason);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("watch", "silent for 31 s"), Assert.Single(health.Read()));
        health.Report("watch", null);
        Assert.NotNull(Assert.Single(health.Read()).Reason);
        health.Beat("watch", TimeSpan.FromSeconds(30));
        Assert.Null(Assert.Single(health.Read()).Reason);
    }

    [Fact]
    public void A_part_that_says_what_is_wrong_is_believed_until_it_says_otherwise()
    {
        var health = new HealthBook(new ManualTimeProvider());
        health.Report("authority", "its lock is lost");
        Assert.Equal("its lock is lost", Assert.Single(health.Read()).Reason);
        health.Report("authority", null);
        Assert.Null(Assert.Single(health.Read()).Reason);
    }

    [Fact]
    public async Task A_running_manager_is_well_and_ready()
    {
        await using var manager = await RunningManager.StartAsync();
        await UntilAsync(async () => (await manager.Client.GetStringAsync("/healthz?output=json")).Contains("\"store\"", StringComparison.Ordinal));
        Assert.Equal("ok\n", await manager.Client.GetStringAsync("/healthz"));
        Assert.Equal("ok\n", await manager.Client.GetStringAsync("/readiness"));
        using var json = JsonDocument.Parse(await manager.Client.GetStringAsync("/healthz?output=json"));
        Assert.Equal("ok", json.RootElement.GetProperty("status").GetString());
        var names = json.RootElement.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("name").GetString()).ToList();
        Assert.Contains("store", names);
        Assert.Contains("alerts", names);
    }

    [Fact]
    public async Task What_is_wrong_is_said_without_naming_anything()
    {
        await using var cluster = await TemporaryCluster.OpenAsync();
        await cluster.AddAsync("secretnode", new Uri("unix:///no.sock"), skipProbe: true);
        var watch = new FakeWatch();
        var parts = MetricsTests.PartsOf(cluster, watch);
        var calls = new HealthCalls(parts);
        Assert.Equal((200, "ok\n"), await AskAsync(calls, "/healthz"));
        parts.Health.Report("store", "it cannot be written (StateDiskFull)");
        Assert.Equal((503, "failing\nstore: it cannot be written (StateDiskFull)\n"), await AskAsync(calls, "/healthz"));
        Assert.False(HealthCalls.IsWell(parts));

        var (status, text) = await AskAsync(calls, "/readiness");
        Assert.Equal((503, "failing\nrunning: starting\npicture: the nodes are not known yet\n"), (status, text));
        parts.Lifecycle.Run();
        watch.Set(FakeWatch.Node("secretnode", NodeStatus.Unreachable), null);
        Assert.Equal((200, "ok\n"), await AskAsync(calls, "/readiness"));
        parts.Lifecycle.Stop("SIGTERM");
        Assert.Equal((503, "failing\nrunning: stopping\n"), await AskAsync(calls, "/readiness"));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_noticed()
    {
        await using var cluster = await TemporaryCluster.OpenAsync();
        var parts = MetricsTests.PartsOf(cluster, new FakeWatch());
        await using var readOnly = await SqliteStateStore.OpenAsync(StateFile.At(cluster.File.Path, true), TimeProvider.System, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var probing = new StoreProbe(readOnly, parts.Cluster.Parts.Authority, parts.Health, TimeProvider.System).RunAsync(stop.Token);
        await UntilAsync(() => Task.FromResult(parts.Health.Read().Any(part => part is ("store", "it cannot be written (StateReadOnly)"))));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probing);
    }

    [Fact]
    public async Task The_heartbeat_is_sent_while_the_manager_is_well()
    {
        await using var peer = FaultServer.StartTcp().On("/ping/SECRETPART", Faults.Answer(200, "ok"));
        var time = new ManualTimeProvider();
        var log = new StringWriter();
        using var http = new NotificationHttp(null, TimeProvider.System);
        await using var scene = await Notifications.NotificationScene.OpenAsync();
        var isWell = true;
        var asked = 0;
        using var stop = new CancellationTokenSource();
        var beating = new Heartbeat(scene.Secret(new Uri(peer.HttpUri!, "/ping/SECRETPART").ToString()), http, IsWell, new ServiceLog(log, LogFormat.Text, time), time).RunAsync(stop.Token);
        await peer.WaitForRequestAsync("/ping/SECRETPART", 1);
        await time.WaitForTimersAsync(1);
        time.Advance(Heartbeat.Every);
        await peer.WaitForRequestAsync("/ping/SECRETPART", 2);

        Volatile.Write(ref isWell, false);
        var before = Volatile.Read(ref asked);
        await UntilAsync(() =>
        {
            time.Advance(Heartbeat.Every);
            return Task.FromResult(Volatile.Read(ref asked) > before + 3);
        });
        Assert.Equal(2, peer.Requests.Count);
        Volatile.Write(ref isWell, true);
        peer.On("/ping/SECRETPART", Faults.Status(500, "no"));
        await UntilAsync(() =>
        {
            time.Advance(Heartbeat.Every);
            return Task.FromResult(log.ToString().Contains("it answers 500", StringComparison.Ordinal));
        });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => beating);
        Assert.DoesNotContain("SECRETPART", log.ToString(), StringComparison.Ordinal);
        Assert.Equal("GET", peer.Requests[0].Method);

        bool IsWell()
        {
            Interlocked.Increment(ref asked);
            return Volatile.Read(ref isWell);
        }
    }

    private static async Task<(int Status, string Text)> AskAsync(HealthCalls calls, string path)
    {
        var context = new DefaultHttpContext { Request = { Path = path }, Response = { Body = new MemoryStream() } };
        await calls.Routes.Single(route => route.Pattern == path).Handler(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray()));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo()) await Task.Delay(20, limit.Token);
    }
}
