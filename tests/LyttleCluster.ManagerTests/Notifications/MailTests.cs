using LyttleCluster.Core.Alerts;
using LyttleCluster.Service.Manager;
using LyttleCluster.Service.Manager.Notifications;
using LyttleCluster.TestPeers;

namespace LyttleCluster.ManagerTests.Notifications;

public class MailTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task What_comes_within_half_a_minute_is_one_mail()
    {
        await using var server = SmtpServer.Start();
        await using var scene = await OpenAsync(server);
        await scene.TellAsync(scene.Notice("blog"));
        scene.Time.Advance(TimeSpan.FromSeconds(20));
        await scene.TellAsync(scene.Notice("shop"), scene.Notice("wiki", AlertNoticeKind.Resolved));
        await scene.UntilAsync(() => scene.Sent("mail") == 1, Second);
        var mail = Assert.Single(server.Mails);
        Assert.Equal("manager@example.com", mail.From);
        Assert.Equal(["ops@example.com", "dev@example.com"], mail.To);
        Assert.Equal("[LyttleCluster] 2 alerts, 1 over", mail.Headers["Subject"]);
        Assert.Equal("auto-generated", mail.Headers["Auto-Submitted"]);
        Assert.Contains("Error: Container blog on web1 ended with exit code 1.\r\n  ContainerDied container/web1/blog, since 2026-01-02 03:04:05Z\r\n  Look at its log.\r\n  Owners: ann", mail.Body, StringComparison.Ordinal);
        Assert.Contains("Over: Container wiki", mail.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_node_says_becomes_a_header()
    {
        await using var server = SmtpServer.Start();
        await using var scene = await OpenAsync(server);
        await scene.TellAsync(scene.Notice("x", summary: "Container ended\r\nBcc: all@example.com\r\n\r\n.\r\nMAIL FROM:<evil@example.com>"));
        await scene.UntilAsync(() => scene.Sent("mail") == 1, Second);
        var mail = Assert.Single(server.Mails);
        Assert.False(mail.Headers.ContainsKey("Bcc"));
        Assert.Equal(9, mail.Headers.Count);
        Assert.DoesNotContain("\r\nMAIL FROM", mail.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\r\nb", "=?utf-8?B?YeKQjeKQimI=?=")]
    [InlineData("=?utf-8?B?aGk=?=", "=?utf-8?B?PT91dGYtOD9CP2FHaz0/PQ==?=")]
    public void A_subject_is_one_line(string text, string subject) => Assert.Equal(subject, MailText.Subject(text));

    [Fact]
    public void A_long_subject_is_cut_and_folded_between_its_signs()
    {
        var subject = MailText.Subject(string.Concat(Enumerable.Repeat("ü😀", 200)));
        Assert.All(subject.Split("\r\n "), word => Assert.InRange(word.Length, 10, 75));
        var text = string.Concat(subject.Split("\r\n ").Select(word => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(word[10..^2]))));
        Assert.DoesNotContain('\uFFFD', text);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "PLAIN")]
    [InlineData(false, "LOGIN")]
    [InlineData(true, "PLAIN")]
    public async Task It_logs_in_over_TLS_alone(bool isImplicit, string mechanism)
    {
        using var authority = new TestAuthority("ours");
        using var certificate = authority.IssueServer(["127.0.0.1"]);
        await using var server = SmtpServer.Start(new SmtpServerOptions { Certificate = certificate, ImplicitTls = isImplicit, Login = ("manager", "s3cret word"), Mechanism = mechanism });
        await using var scene = await OpenAsync(server, authority, "s3cret word");
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("mail") == 1, Second);
        Assert.True(Assert.Single(server.Mails).IsEncrypted);
        Assert.DoesNotContain(server.PlainLines, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_not_shown()
    {
        using var authority = new TestAuthority("ours");
        using var certificate = authority.IssueServer(["127.0.0.1"]);
        await using var server = SmtpServer.Start(new SmtpServerOptions { Certificate = certificate, Login = ("manager", "right") });
        await using var scene = await OpenAsync(server, authority, "wr0ng");
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Log.Contains("the mail server refuses the login: 535 5.7.8 no", StringComparison.Ordinal), Second);
        Assert.DoesNotContain("wr0ng", scene.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_with_another_certificate_gets_nothing()
    {
        using var authority = new TestAuthority("ours");
        using var other = new TestAuthority("theirs");
        using var certificate = other.IssueServer(["127.0.0.1"]);
        await using var server = SmtpServer.Start(new SmtpServerOptions { Certificate = certificate, Login = ("manager", "p") });
        await using var scene = await OpenAsync(server, authority, "p");
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Log.Contains("its certificate is not trusted", StringComparison.Ordinal), Second);
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task What_somebody_on_the_way_puts_before_the_encryption_ends_it()
    {
        using var authority = new TestAuthority("ours");
        using var certificate = authority.IssueServer(["127.0.0.1"]);
        await using var server = SmtpServer.Start(new SmtpServerOptions { Certificate = certificate, Injected = "250 peer\r\n" });
        await using var scene = await OpenAsync(server, authority);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Log.Contains("more before the encryption than it may", StringComparison.Ordinal), Second);
    }

    [Fact]
    public async Task One_recipient_that_is_refused_keeps_it_from_no_other()
    {
        await using var server = SmtpServer.Start(new SmtpServerOptions { Refused = ["ops@example.com"] });
        await using var scene = await OpenAsync(server);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Sent("mail") == 1, Second);
        Assert.Equal(["dev@example.com"], Assert.Single(server.Mails).To);
    }

    [Theory]
    [InlineData("refused after data", "451 4.3.0 later", "220 peer", "the mail server refuses the mail: 451 4.3.0 later")]
    [InlineData("no mail server", "250 ok", "HTTP/1.1 400 Bad Request", "it does not answer as a mail server")]
    [InlineData("never greets", "250 ok", null, "the mail server did not take it within 30 s")]
    public async Task What_is_not_taken_is_sent_again(string day, string afterData, string? greeting, string words)
    {
        Assert.NotEmpty(day);
        var options = new SmtpServerOptions { AfterData = afterData, Greeting = greeting };
        await using var server = SmtpServer.Start(options);
        await using var scene = await OpenAsync(server);
        await scene.TellAsync(scene.Notice("blog"));
        await scene.UntilAsync(() => scene.Log.Contains(words, StringComparison.Ordinal), Second);
        options.AfterData = "250 ok";
        if (greeting != "220 peer") return;
        await scene.UntilAsync(() => scene.Sent("mail") == 1, Second);
        Assert.Single(server.Mails);
    }

    [Theory]
    [InlineData("ops@example.com", true)]
    [InlineData("o.p-s+x@mail.example.com", true)]
    [InlineData("ops", false)]
    [InlineData("a@b@c", false)]
    [InlineData("ops@example.com>\r\nRCPT TO:<x@y", false)]
    [InlineData("\"ops\"@example.com", false)]
    [InlineData("ops @example.com", false)]
    public void An_address_is_plain(string text, bool isOne) => Assert.Equal(isOne, MailAddresses.IsOne(text));

    [Theory]
    [InlineData("FlagValueInvalid", "--alert-mail", "ops", "--alert-mail-from", "a@b.c", "--alert-mail-server", "smtp://m")]
    [InlineData("NotificationMailIncomplete", "--alert-mail", "ops@example.com")]
    [InlineData("NotificationMailIncomplete", "--alert-mail-server", "smtp://mail.example.com")]
    [InlineData("FlagValueInvalid", "--alert-mail", "a@b.c", "--alert-mail-from", "a@b.c", "--alert-mail-server", "http://mail.example.com")]
    [InlineData("NotificationMailIncomplete", "--alert-mail", "a@b.c", "--alert-mail-from", "a@b.c", "--alert-mail-server", "smtp://m", "--alert-mail-user", "u")]
    [InlineData("FlagValueInvalid", "--alert-webhook", "ops")]
    [InlineData("FlagValueInvalid", "--alert-webhook", "o p s=json:/f")]
    [InlineData("SecretFileNotFound", "--alert-webhook", "ops=json:/no/such/file")]
    [InlineData("SecretFileNotFound", "--heartbeat-url-file", "/no/such/file")]
    [InlineData("ServiceFileNotFound", "--alert-ca", "/no/such/file")]
    public void Settings_that_cannot_work_are_refused_at_the_start(string errorId, params string[] words)
    {
        var given = ManagerFlags.All.Read(words, new Dictionary<string, string>());
        Assert.Equal(errorId, Assert.Throws<ClusterException>(() => ManagerOptions.From(given)).ErrorId);
    }

    private static async Task<NotificationScene> OpenAsync(SmtpServer server, TestAuthority? authority = null, string? password = null)
    {
        var scene = await NotificationScene.OpenAsync();
        await scene.StartAsync(new NotificationOptions
        {
            Mail = new MailOptions
            {
                Server = server.Uri,
                Sender = "manager@example.com",
                To = ["ops@example.com", "dev@example.com"],
                User = password is null ? null : "manager",
                PasswordFile = password is null ? null : scene.Secret(password),
            },
            AuthorityFile = authority is null ? null : TestAuthority.WriteCertificate(Directory.CreateDirectory(scene.PathOf("ca")).FullName, "ca.pem", authority.Certificate),
        });
        return scene;
    }
}
