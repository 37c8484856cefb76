using System.Globalization;
using System.Text;
using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Tests.NginxApi;

/// <summary>Bytes in, values out: bodies as running servers gave them, and bodies that are wrong in every way.</summary>
public class WireTests
{
    [Fact]
    public void Health_of_every_generation()
    {
        Assert.Equal("ok", HealthReport.Parse(Utf8("""{"status":"ok"}"""))!.Status);
        var v1 = HealthReport.Parse(Utf8("""{"status":"ok","uptime":23.36,"timestamp":"2026-11-21T04:55:20.405Z"}"""))!;
        Assert.True(v1.HasUptime);
        Assert.Null(v1.Probe);
        var v2 = HealthReport.Parse(Utf8("""{"status":"ok","probe":"liveness","lifecycle":{"state":"running","status":"ok","changedAt":"2026-11-21T04:41:00.000Z","shutdownSignal":null},"uptime":31.4,"startedAt":"2026-11-21T04:41:00.000Z","timestamp":"2026-11-21T04:41:31.400Z"}"""))!;
        Assert.Equal(("liveness", "running", Time("2026-11-21T04:41:00.000Z")), (v2.Probe, v2.Lifecycle, v2.StartedAt));
    }

    [Fact]
    public void Readiness_of_v1_and_v2()
    {
        var v1 = ReadyReport.Parse(Utf8("""{"status":"ok","checks":[{"nginx_http":"ok"},{"nginx_conf":"error"}],"timestamp":"2026-11-21T04:55:20.405Z"}"""))!;
        Assert.Equal([("nginx_http", true), ("nginx_conf", false)], v1.Checks.Select(check => (check.Name, check.Passed)));
        var v2 = ReadyReport.Parse(Utf8("""
            {"status":"error","probe":"readiness","checks":[{"name":"config_apply","status":"error","details":"failed","checkedAt":"2026-11-21T04:55:20.405Z","lastAttemptAt":"2026-11-21T04:55:10.000Z",
             "lastSuccessAt":"2026-11-21T04:50:29.705Z","lastError":"[emerg] x","stateDetails":"2026-11-21T04-50-29-705Z-ssl-activation","newField":{}}, 7, null],"summary":{"total":1,"ok":0,"error":1},"timestamp":"2026-11-21T04:55:20.405Z"}
            """))!;
        var apply = v2.ConfigApply!;
        Assert.Equal((false, "[emerg] x", "2026-11-21T04-50-29-705Z-ssl-activation"), (apply.Passed, apply.LastError, apply.StateDetails));
        Assert.Equal(Time("2026-11-21T04:55:10.000Z"), apply.LastAttemptAt);
    }

    [Theory]
    [InlineData(200, """{"success":true}""", NginxApiReloadOutcome.Reloaded)]
    [InlineData(201, """{"success":true}""", NginxApiReloadOutcome.Reloaded)]
    [InlineData(201, """{"local":{"ok":true},"broadcast":true}""", NginxApiReloadOutcome.Reloaded)]
    [InlineData(201, """{"local":{"ok":true},"broadcast":{"requested":true,"attemptedNodes":0,"skippedNodes":[],"authenticated":true}}""", NginxApiReloadOutcome.Reloaded)]
    [InlineData(201, """{"local":{"ok":false,"error":"nope"},"broadcast":true}""", NginxApiReloadOutcome.Failed)]
    [InlineData(500, """{"success":true}""", NginxApiReloadOutcome.Failed)]
    [InlineData(500, """{"success":false}""", NginxApiReloadOutcome.Failed)]
    [InlineData(500, """{"success":false,"code":"ReloadNotTaken","error":"x"}""", NginxApiReloadOutcome.NotTaken)]
    [InlineData(500, """{"success":false,"error":"Activation of release a failed and was rolled back to b: nginx: [error] injected reload failure\n"}""", NginxApiReloadOutcome.RolledBack)]
    [InlineData(500, """{"success":false,"error":"Activation of release a failed (x) and rollback to b also failed: y"}""", NginxApiReloadOutcome.Failed)]
    public void Answers_to_a_reload(int status, string body, object outcome) =>
        Assert.Equal(outcome, ReloadAnswer.Parse(status, Utf8(body))!.Outcome);

    [Theory]
    [InlineData("""{"statusCode":500,"message":"x","code":"INTERNAL_SERVER_ERROR"}""")]
    [InlineData("""{"success":"yes"}""")]
    [InlineData("""{"success":tr""")]
    [InlineData("<html>")]
    [InlineData("")]
    public void What_is_no_answer_to_a_reload(string body) => Assert.Null(ReloadAnswer.Parse(200, Utf8(body)));

    [Theory]
    [InlineData("EEXIST: file already exists, symlink '/a' -> '/b'", true)]
    [InlineData("ENOENT: no such file or directory, open '/a'", true)]
    [InlineData("ENOTEMPTY: directory not empty, rmdir '/a'", true)]
    [InlineData("nginx: [emerg] open() \"/a\" failed (2: No such file or directory) ENOENT: x", false)]
    [InlineData("EACCES: permission denied, open '/a'", false)]
    public void Only_collisions_pass_by_themselves(string error, bool passes) => Assert.Equal(passes, ReloadAnswer.Failure(error).IsTransient);

    [Fact]
    public void An_operation_that_failed_in_part()
    {
        var operation = OperationReport.Parse(Utf8("""
            {"found":true,"operationId":"566c77ec","operationType":"cluster.reload","scope":"cluster","status":"partially_failed","targetNodeCount":2,"lastError":"fetch failed",
             "statusSummary":{"pendingNodeCount":0,"completionRatio":1,"isTerminal":true,"isSuccessful":false},"nodeAcknowledgement":null,
             "acknowledgements":[{"nodeInstanceId":"a","status":"succeeded","details":{"ok":true,"runtime":{"currentReleaseId":"r"}}},{"nodeInstanceId":"b","status":"failed","responseStatus":null,"errorMessage":"fetch failed","details":null}]}
            """))!;
        Assert.Equal((NginxApiReloadOutcome.Failed, "fetch failed"), (operation.Verdict!.Outcome, operation.Verdict.Error));
    }

    [Fact]
    public void An_operation_that_is_pending_unknown_or_done()
    {
        Assert.Null(OperationReport.Parse(Utf8("""{"operationId":"80af","status":"pending","statusSummary":{"isTerminal":false,"isSuccessful":false}}"""))!.Verdict);
        var unknown = OperationReport.Parse(Utf8("""{"operationId":"80af","found":false,"message":"Cluster operation not found"}"""))!;
        Assert.Equal((false, null), (unknown.IsFound, unknown.Verdict));
        var done = OperationReport.Parse(Utf8("""{"found":true,"operationId":"80af","status":"succeeded","statusSummary":{"isTerminal":true,"isSuccessful":true},"acknowledgements":[{"status":"succeeded","details":{"ok":true,"runtime":{"currentReleaseId":"2026-x-ssl-activation"}}}]}"""))!;
        Assert.Equal((NginxApiReloadOutcome.Reloaded, "2026-x-ssl-activation"), (done.Verdict!.Outcome, done.Verdict.Release));
    }

    [Theory]
    [InlineData("Retry-After-short=1", 1)]
    [InlineData("Retry-After-medium=60", 60)]
    [InlineData("Retry-After-long=900;Retry-After-short=1", 900)]
    [InlineData("Retry-After=7", 7)]
    [InlineData("Retry-After=Sat, 21 Nov 2026 04:43:33 GMT", 60)]
    [InlineData("Retry-After=Sat, 21 Nov 2020 04:43:33 GMT", 0)]
    [InlineData("Retry-After=0.2", 1)]
    [InlineData("Retry-After=soon", null)]
    [InlineData("Retry-After=-5", null)]
    [InlineData("Retry-After=999999999", null)]
    [InlineData("", null)]
    public void How_long_to_wait(string headers, int? seconds)
    {
        var all = headers.Split(';', StringSplitOptions.RemoveEmptyEntries).ToDictionary(one => one.Split('=')[0], one => one.Split('=')[1], StringComparer.OrdinalIgnoreCase);
        var limits = NginxApiLimits.Parse(name => all.GetValueOrDefault(name), Time("2026-11-21T04:42:33Z"));
        Assert.Equal(seconds, limits.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public void What_is_left_of_a_limit()
    {
        var all = new Dictionary<string, string> { ["X-RateLimit-Remaining-short"] = "9", ["X-RateLimit-Remaining-long"] = "41", ["X-RateLimit-Reset-long"] = "300" };
        Assert.Equal(new NginxApiLimits(null, 41, TimeSpan.FromMinutes(5)) { Short = new NginxApiLimit(9, null) }, NginxApiLimits.Parse(name => all.GetValueOrDefault(name), default));
    }

    [Theory]
    [InlineData("""{"statusCode":404,"message":"Cannot GET /x","path":"/x","code":"INTERNAL_SERVER_ERROR"}""", "Cannot GET /x")]
    [InlineData("""{"message":"Cannot GET /x","error":"Not Found","statusCode":404}""", "Cannot GET /x")]
    [InlineData("""{"message":["a","b",3]}""", "a; b")]
    [InlineData("""{"message":{"a":1},"details":{"stack":"Error: secret"}}""", null)]
    [InlineData("\uFEFF{\"message\":\"with a mark\"}", "with a mark")]
    [InlineData("plain words", null)]
    public void What_a_refusal_says(string body, string? message) => Assert.Equal(message, NginxApiRefusal.Parse(404, null, Utf8(body)).Message);

    [Fact]
    public void Nginx_words_are_kept_without_the_server_s_stack_and_not_endless()
    {
        Assert.Equal("a\nb: at the end", NginxWords.Cut("a\r\n    at x (/app/a.js:1:2)\n    at async node:internal/x:1\nb: at the end\n"));
        Assert.Equal(NginxWords.Longest + 1, NginxWords.Cut(new string('x', 100_000)).Length);
        Assert.Equal("  at 10.0.0.1 port taken", "  " + NginxWords.Cut("  at 10.0.0.1 port taken"));
    }

    [Fact]
    public void Certificates_whatever_form_their_domains_have()
    {
        var list = Lists.Certificates(Utf8("""[{"id":"1","domains":["a.test","b.test"],"expiresAt":"2027-11-21T04:43:10.596Z","daysUntilExpiry":365,"status":"valid"},{"id":"2","domains":"c.test;d.test","daysUntilExpiry":0},{"id":"3"},17]"""))!;
        Assert.Equal(["a.test", "c.test", "3"], list.Select(one => one.Name));
        Assert.Equal(2, list[1].Domains.Count);
        Assert.Null(list[1].ExpiresAt);
        Assert.Null(Lists.Certificates(Utf8("""{"certificates":[]}""")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"status\":null,\"checks\":{},\"identity\":null,\"nodes\":{},\"entries\":0,\"logs\":\"x\",\"operationId\":5,\"running\":\"yes\",\"valid\":1}")]
    public void Nothing_is_made_of_what_is_nothing(string body)
    {
        var bytes = Utf8(body);
        Assert.Null(HealthReport.Parse(bytes));
        Assert.Null(ReadyReport.Parse(bytes));
        Assert.Null(NginxReport.Parse(bytes));
        Assert.Null(OperationReport.Parse(bytes));
        Assert.Null(Lists.Identity(bytes));
        Assert.Null(Lists.Peers(bytes));
        Assert.Null(Lists.Host(bytes));
        Assert.Null(Lists.Test(bytes));
        if (body != "[]") Assert.Null(LogBody.Parse(bytes));
    }

    [Fact]
    public void A_key_is_sent_as_what_it_is()
    {
        Assert.Equal(("X-API-Key", "abc"), NginxApiCredential.HeaderOf("abc"));
        Assert.Equal(("Authorization", "Bearer eyJh.eyJz.sig"), NginxApiCredential.HeaderOf("eyJh.eyJz.sig"));
        Assert.Equal(("X-API-Key", "eyJh"), NginxApiCredential.HeaderOf("eyJh"));
        Assert.Equal(("user", "pass:word"), NginxApiCredential.LoginOf("user:pass:word"));
        Assert.Null(NginxApiCredential.LoginOf(":x"));
        Assert.Null(NginxApiCredential.LoginOf("x:"));
    }

    [Fact]
    public void A_key_is_in_no_text_of_its_endpoint() =>
        Assert.DoesNotContain("secret", $"{new NginxApiEndpoint { Node = "n1", Uri = new Uri("https://user:secret@h:3003"), ApiKey = "secret" }}", StringComparison.Ordinal);

    // Log lines

    [Theory]
    [InlineData("2026-11-21T04:55:20.111Z [LOG] Executing shell command: nginx -s reload", "2026-11-21T04:55:20.111Z", NginxApiLogLevel.Info, "Executing shell command: nginx -s reload")]
    [InlineData("2026-11-21T04:55:20.111Z [ERROR] [Reloader] failed", "2026-11-21T04:55:20.111Z", NginxApiLogLevel.Error, "[Reloader] failed")]
    [InlineData("2026-11-21T04:55:20.111Z [Nest] not a level", "2026-11-21T04:55:20.111Z", null, "[Nest] not a level")]
    [InlineData("no time at all", null, null, "no time at all")]
    [InlineData("", null, null, "")]
    [InlineData("{\"not\":\"an entry\"}", null, null, "{\"not\":\"an entry\"}")]
    [InlineData("{broken", null, null, "{broken")]
    [InlineData("{\"timestamp\":\"2026-11-21T04:43:06.345Z\",\"level\":\"fatal\",\"message\":\"dead\"}", "2026-11-21T04:43:06.345Z", NginxApiLogLevel.Emerg, "dead")]
    public void Lines_of_text(string line, string? time, object? level, string message)
    {
        var entry = LogLine.Parse(line);
        Assert.Equal((time is null ? null : (DateTimeOffset?)Time(time), (NginxApiLogLevel?)level, message, line), (entry.Timestamp, entry.Level, entry.Message, entry.Raw));
    }

    [Fact]
    public void Lines_of_v2_and_of_the_agent()
    {
        var v2 = LogBody.Parse(Utf8("""{"count":1,"logs":["x"],"entries":[{"timestamp":"2026-11-21T04:43:06.345Z","stream":"operational","level":"debug","message":"[LeaderCheck] ok","source":"S","pid":1}]}"""))!;
        Assert.Equal(("operational", NginxApiLogLevel.Debug, "[LeaderCheck] ok"), (v2.Entries[0].Stream, v2.Entries[0].Level, v2.Entries[0].Message));
        Assert.StartsWith("{\"timestamp\"", v2.Entries[0].Raw, StringComparison.Ordinal);
        var agent = LogBody.Parse(Utf8("""{"count":1,"entries":[{"timestamp":"2026-11-21T04:43:06.000Z","stream":"error","level":"emerg","message":"bind() failed","raw":"2026/11/21 05:43:06 [emerg] 1#1: bind() failed","pid":1}],"logs":[],"next":"c7"}"""))!;
        Assert.Equal(("c7", "2026/11/21 05:43:06 [emerg] 1#1: bind() failed"), (agent.Next, agent.Entries[0].Raw));
    }

    // What is new in a log without a cursor

    [Theory]
    [InlineData("", "abc", 0)]
    [InlineData("abc", "abc", 3)]
    [InlineData("abc", "bcd", 2)]
    [InlineData("abc", "abcde", 3)]
    [InlineData("abc", "xyabcd", 5)]
    [InlineData("abc", "cde", 1)]
    [InlineData("abc", "def", null)]
    [InlineData("aaa", "aaa", 3)]
    [InlineData("aaa", "aaab", 3)]
    [InlineData("abab", "babab", 5)]
    [InlineData("abc", "", null)]
    public void What_is_new(string seen, string now, int? first) => Assert.Equal(first, LogOverlap.FirstNew(Lines(seen), Lines(now)));

    // What became of a reload whose answer was lost

    [Theory]
    [InlineData("04:42:40", true, "2026-11-21T04-42-38-000Z-ssl-activation", NginxApiReloadOutcome.Reloaded)]
    [InlineData("04:42:40", true, "agent-release-7", NginxApiReloadOutcome.Reloaded)]
    [InlineData("04:42:40", false, "2026-11-21T04-42-30-000Z-ssl-activation", NginxApiReloadOutcome.Failed)]
    [InlineData("04:42:33", true, "2026-11-21T04-42-33-000Z-ssl-activation", null)]
    [InlineData("04:42:20", true, "2026-11-21T04-42-19-000Z-ssl-activation", null)]
    [InlineData("04:42:40", true, "2026-11-21T04-42-30-000Z-ssl-activation", null)]
    public void Only_a_reload_that_began_after_ours_was_asked_for_counts(string at, bool succeeded, string release, object? outcome)
    {
        var before = new Testimony(Time("2026-11-21T04:42:33Z"), Time("2026-11-21T04:00:00Z"), null, null, null);
        var last = new NginxApiLastReload(Time($"2026-11-21T{at}Z"), succeeded, succeeded ? null : "x", null);
        var after = before with { Now = Time("2026-11-21T04:43:00Z"), Last = last, Release = release };
        Assert.Equal((NginxApiReloadOutcome?)outcome, ReloadWitness.Judge(before, after)?.Outcome);
        Assert.False(ReloadWitness.IsRestarted(before, after));
        Assert.True(ReloadWitness.IsRestarted(before, after with { StartedAt = Time("2026-11-21T04:42:50Z") }));
    }

    private static List<NginxApiLogEntry> Lines(string letters) => [.. letters.Select(letter => LogLine.Parse(letter.ToString()))];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
