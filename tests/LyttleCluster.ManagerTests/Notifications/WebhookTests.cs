using System.Text;
using System.Text.Json;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Manager.Notifications;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Notifications;

public class WebhookTests
{
    private const string Path = "/services/T0/SECRETPART";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Everything_is_told_by_name()
    {
        await using var peer = FaultServer.StartTcp().On(Path, Faults.Answer(200, "ok"));
        await using var scene = await OpenAsync(peer, WebhookFormat.Json);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("ops") == 1, Second);
        using var json = JsonDocument.Parse(peer.Requests.Single().Body);
        var alert = json.RootElement.GetProperty("alerts")[0];
        Assert.Equal("Began", alert.GetProperty("kind").GetString());
        Assert.Equal("ContainerDied", alert.GetProperty("rule").GetString());
        Assert.Equal("container/web1/blog", alert.GetProperty("target").GetString());
        Assert.Equal("ann", alert.GetProperty("owners")[0].GetString());
        Assert.Equal("application/json; charset=utf-8", peer.Requests.Single().Headers["Content-Type"]);
        await scene.UntilNothingWaitsAsync("ops");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("content")]
    public async Task Chat_gets_text_in_which_nobody_can_call_everybody(string property)
    {
        var format = property == "text" ? WebhookFormat.Slack : WebhookFormat.Discord;
        await using var peer = FaultServer.StartTcp().On(Path, Faults.Answer(204, ""));
        await using var scene = await OpenAsync(peer, format);
        await scene.TellAsync(scene.Notice("blog", summary: "Container <!channel> @everyone & co ended."), scene.Notice("shop", AlertNoticeKind.Resolved));
        await scene.UntilAsync(() => scene.Sent("ops") == 1, Second);
        using var json = JsonDocument.Parse(peer.Requests.Single().Body);
        var text = json.RootElement.GetProperty(property).GetString()!;
        Assert.Contains("Error: Container", text, StringComparison.Ordinal);
        Assert.Contains("Over: Container shop", text, StringComparison.Ordinal);
        if (format == WebhookFormat.Slack) Assert.DoesNotContain("<!", text, StringComparison.Ordinal);
        else Assert.Equal(0, json.RootElement.GetProperty("allowed_mentions").GetProperty("parse").GetArrayLength());
    }

    [Fact]
    public void Discord_takes_two_thousand_characters_at_most()
    {
        var notices = Enumerable.Range(0, 50).Select(i => new AlertNotice
        {
            Kind = AlertNoticeKind.Began,
            At = DateTimeOffset.UnixEpoch,
            Alert = new ClusterAlert { Id = "1", Rule = "R", Severity = EventSeverity.Error, Target = "t", State = AlertState.Active, Since = DateTimeOffset.UnixEpoch, Summary = string.Concat(Enumerable.Repeat("😀", 40)) },
        }).ToList();
        using var json = JsonDocument.Parse(WebhookBodies.Of(WebhookFormat.Discord, new NotificationMessage(notices, 3, "host", DateTimeOffset.UnixEpoch)));
        var text = json.RootElement.GetProperty("content").GetString()!;
        Assert.InRange(text.Length, 1000, 2000);
        Assert.Contains("more: Get-ClusterAlert", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_together_is_one_message()
    {
        await using var peer = FaultServer.StartTcp().On(Path, Faults.Answer(200, "ok"));
        await using var scene = await OpenAsync(peer, WebhookFormat.Json);
        for (var i = 0; i < 10; i++) await scene.TellAsync(scene.Notice($"c{i}"));
        await scene.UntilAsync(() => scene.Sent("ops") == 1, Second);
        using var json = JsonDocument.Parse(peer.Requests.Single().Body);
        Assert.Equal(10, json.RootElement.GetProperty("alerts").GetArrayLength());
    }

    public static TheoryData<string> BadDays => [.. Bad.Keys];

    private static readonly Dictionary<string, (Fault Fault, string Words)> Bad = new()
    {
        ["500"] = (Faults.Status(500, "no"), "it answers 500"),
        ["404"] = (Faults.Status(404, "no"), "it answers 404"),
        ["hangs"] = (Faults.HangBeforeHeaders, "it did not answer within 10 s"),
        ["closes"] = (Faults.CloseAtOnce, "it closed the connection without an answer"),
        ["redirects"] = (async exchange => { await exchange.WriteAsync("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"); return true; }, "it answers with a redirect (302), which is not followed"),
        ["no HTTP"] = (async exchange => { await exchange.WriteAsync("SSH-2.0-OpenSSH\r\n\r\n"); return false; }, "it does not answer as HTTP"),
        ["drips its head"] = (async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nX: ");
            while (true)
            {
                await exchange.WriteAsync("x");
                await Task.Delay(20, exchange.Stopping);
            }
        }, "it did not answer within 10 s"),
    };

    [Theory]
    [MemberData(nameof(BadDays))]
    public async Task What_is_not_taken_is_sent_again_and_the_address_is_shown_nowhere(string day)
    {
        var (fault, words) = Bad[day];
        var isWell = false;
        await using var peer = FaultServer.StartTcp().On(Path, exchange => isWell ? Faults.Answer(200, "ok")(exchange) : fault(exchange)).On("/elsewhere", Faults.Answer(200, "ok"));
        await using var scene = await OpenAsync(peer, WebhookFormat.Json);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Notifier!.Signs is [var sign] && sign.Summary.Contains(words, StringComparison.Ordinal), Second);
        Assert.Equal(0, scene.Sent("ops"));
        isWell = true;
        await scene.UntilAsync(() => scene.Sent("ops") == 1, Second);
        Assert.Empty(scene.Notifier!.Signs);
        Assert.DoesNotContain(peer.Requests, request => request.Path == "/elsewhere");
        Assert.Contains(words, scene.Log, StringComparison.Ordinal);
        Assert.Contains("Notifications are taken again.", scene.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETPART", scene.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_down_holds_up_no_other_and_is_logged_once()
    {
        await using var good = FaultServer.StartTcp().On(Path, Faults.Answer(200, "ok"));
        await using var scene = await NotificationScene.OpenAsync();
        await scene.StartAsync(new NotificationOptions
        {
            Webhooks = [new("down", WebhookFormat.Json, scene.Secret("http://127.0.0.1:9/SECRETPART")), new("ops", WebhookFormat.Json, scene.Secret(new Uri(good.HttpUri!, Path).ToString()))],
        });
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("ops") == 1 && scene.Sent("down", "failed") >= 4, Second);
        Assert.Equal(1, scene.Log.Split("nobody answers there").Length - 1);
        Assert.DoesNotContain("SECRETPART", scene.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pauses_grow_and_what_it_asks_for_counts()
    {
        await using var peer = FaultServer.StartTcp().On(Path, async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 429 Slow down\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
            return true;
        });
        await using var scene = await OpenAsync(peer, WebhookFormat.Json);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("ops", "failed") == 1, Second);
        var first = scene.Time.GetUtcNow();
        await scene.UntilAsync(() => scene.Sent("ops", "failed") == 2, Second);
        Assert.InRange((scene.Time.GetUtcNow() - first).TotalSeconds, 118, 1000);

        peer.On(Path, Faults.Status(500, "no"));
        await scene.UntilAsync(() => scene.Sent("ops", "failed") == 12, TimeSpan.FromSeconds(20));
        Assert.InRange((scene.Time.GetUtcNow() - first).TotalMinutes, 15, 120);
    }

    [Fact]
    public async Task What_was_not_sent_is_sent_by_the_next_process()
    {
        await using var peer = FaultServer.StartTcp().On(Path, Faults.Status(503, "no"));
        await using var scene = await NotificationScene.OpenAsync();
        var options = Options(scene, peer, WebhookFormat.Json);
        await scene.StartAsync(options);
        await scene.TellAsync(scene.Notice("blog"), scene.Notice("shop"));
        await scene.UntilAsync(() => scene.Sent("ops", "failed") >= 1, Second);
        await scene.StopAsync();

        peer.On(Path, Faults.Answer(200, "ok"));
        await scene.StartAsync(options);
        await scene.UntilAsync(() => scene.Sent("ops") == 1, Second);
        Assert.Contains("container/web1/shop", Encoding.UTF8.GetString(peer.Requests[^1].Body), StringComparison.Ordinal);
        await scene.UntilNothingWaitsAsync("ops");
        await scene.StopAsync();

        // What was sent is not sent again, and what waits for a target that is no more is forgotten.
        await scene.StartAsync(new NotificationOptions { Webhooks = [options.Webhooks[0] with { Name = "other" }] });
        Assert.Equal(0, scene.Notifier!.Waiting.Single().Value);
    }

    [Fact]
    public async Task The_queue_is_bounded_and_says_what_it_gave_up()
    {
        await using var peer = FaultServer.StartTcp().On(Path, Faults.Status(503, "no"));
        await using var scene = await OpenAsync(peer, WebhookFormat.Json);
        for (var i = 0; i < 3; i++) await scene.TellAsync([.. Enumerable.Range(0, 250).Select(n => scene.Notice($"c{i}-{n}"))]);
        Assert.Equal(NotificationQueue.Most, scene.Notifier!.Waiting.Single().Value);
        Assert.Equal(250, scene.Sent("ops", "dropped"));
        Assert.Equal(NotificationQueue.Most, (await scene.Store.ListAsync("ops", CancellationToken.None)).Count);
        await scene.UntilAsync(() => scene.Sent("ops", "failed") >= 1, Second);
        peer.On(Path, Faults.Answer(200, "ok"));
        await scene.UntilAsync(() => scene.Notifier!.Waiting.Single().Value == 0, Second);
        var first = peer.Requests.First(request => request.Body.Length > 0 && JsonDocument.Parse(request.Body).RootElement.GetProperty("dropped").GetInt32() > 0);
        using var json = JsonDocument.Parse(first.Body);
        Assert.Equal(250, json.RootElement.GetProperty("dropped").GetInt32());
        Assert.Equal("container/web1/c1-0", json.RootElement.GetProperty("alerts")[0].GetProperty("target").GetString());
        using var last = JsonDocument.Parse(peer.Requests[^1].Body);
        Assert.Equal(0, last.RootElement.GetProperty("dropped").GetInt32());
    }

    [Fact]
    public async Task What_nobody_took_for_a_day_is_given_up()
    {
        await using var peer = FaultServer.StartTcp().On(Path, Faults.Status(503, "no"));
        await using var scene = await OpenAsync(peer, WebhookFormat.Json);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("ops", "dropped") == 1, TimeSpan.FromMinutes(30));
        await scene.UntilNothingWaitsAsync("ops");
    }

    [Fact]
    public async Task Only_the_right_server_is_told()
    {
        using var authority = new TestAuthority("ours");
        using var good = authority.IssueServer(["127.0.0.1"]);
        using var wrong = authority.IssueServer(["other.example"]);
        await using var trusted = FaultServer.StartTls(good).On(Path, Faults.Answer(200, "ok"));
        await using var untrusted = FaultServer.StartTls(wrong).On(Path, Faults.Answer(200, "ok"));
        await using var scene = await NotificationScene.OpenAsync();
        await scene.StartAsync(new NotificationOptions
        {
            Webhooks = [new("ops", WebhookFormat.Json, scene.Secret(new Uri(trusted.HttpUri!, Path).ToString())), new("bad", WebhookFormat.Json, scene.Secret(new Uri(untrusted.HttpUri!, Path).ToString()))],
            AuthorityFile = TestAuthority.WriteCertificate(Directory.CreateDirectory(scene.PathOf("ca")).FullName, "ca.pem", authority.Certificate),
        });
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("ops") == 1 && scene.Log.Contains("its certificate is not trusted", StringComparison.Ordinal), Second);
        Assert.Empty(untrusted.Requests);
    }

    [Theory]
    [InlineData("http://192.0.2.1/hook")]
    [InlineData("ftp://127.0.0.1/hook")]
    [InlineData("hook")]
    public async Task Only_https_or_this_host_is_told(string url)
    {
        await using var scene = await NotificationScene.OpenAsync();
        Assert.Equal("NotificationUrlInvalid", Assert.Throws<ClusterException>(() => SecretUrl.Read(scene.Secret(url))).ErrorId);
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        await using var scene = await NotificationScene.OpenAsync();
        var path = scene.Secret("https://hooks.example/SECRETPART");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var refusal = Assert.Throws<ClusterException>(() => SecretUrl.Read(path));
        Assert.Equal("SecretFileExposed", refusal.ErrorId);
        Assert.DoesNotContain("SECRETPART", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<NotificationScene> OpenAsync(FaultServer peer, WebhookFormat format)
    {
        var scene = await NotificationScene.OpenAsync();
        await scene.StartAsync(Options(scene, peer, format));
        return scene;
    }

    private static NotificationOptions Options(NotificationScene scene, FaultServer peer, WebhookFormat format) =>
        new() { Webhooks = [new("ops", format, scene.Secret(new Uri(peer.HttpUri!, Path).ToString()))] };
}
