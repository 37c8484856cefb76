using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Releases;
using LyttleCluster.Service.Agent.Nginx.Reloading;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>Whether a reload was taken, from what was seen.</summary>
public sealed class TakenRuleTests
{
    private readonly TakenRule _rule = new("new", TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));

    [Fact]
    public void Taken_when_the_new_release_answers_and_no_old_worker_serves()
    {
        Assert.Equal(Verdict.Wait, Judge(0.1, MasterActivity.Busy));
        Assert.Equal(Verdict.Wait, Judge(0.2, MasterActivity.Idle, old: 1, fresh: 2));
        Assert.Equal(Verdict.Wait, Judge(0.3, MasterActivity.Idle, old: 0, fresh: 2, answer: "old"));
        Assert.Equal(Verdict.Taken, Judge(0.4, MasterActivity.Idle, old: 0, fresh: 2, answer: "new"));
    }

    [Fact]
    public void The_grace_counts_from_when_the_master_is_done_however_long_it_took()
    {
        Assert.Equal(Verdict.Wait, Judge(75, MasterActivity.Busy));
        Assert.Equal(Verdict.Wait, Judge(76, MasterActivity.Idle, old: 1, fresh: 1));
        Assert.Equal(Verdict.Wait, Judge(80.9, MasterActivity.Idle, old: 1, fresh: 1));
        Assert.Equal(Verdict.NotTaken, Judge(81, MasterActivity.Idle, old: 1, fresh: 1));
    }

    [Fact]
    public void Another_reload_in_between_begins_the_grace_anew()
    {
        Assert.Equal(Verdict.Wait, Judge(1, MasterActivity.Idle, old: 1, fresh: 1));
        Assert.Equal(Verdict.Wait, Judge(5, MasterActivity.Busy));
        Assert.Equal(Verdict.Wait, Judge(7, MasterActivity.Idle, old: 1, fresh: 1));
    }

    [Fact]
    public void A_master_that_is_done_and_started_nothing_has_refused() => Assert.Equal(Verdict.NotTaken, Judge(0.01, MasterActivity.Idle, old: 2));

    [Fact]
    public void New_workers_that_answer_something_else_are_not_it()
    {
        Judge(0, MasterActivity.Idle, fresh: 2, answer: "old");
        Assert.Equal(Verdict.NotAnswered, Judge(5, MasterActivity.Idle, fresh: 2, answer: "old"));
    }

    [Fact]
    public void Without_a_release_the_workers_are_the_proof() =>
        Assert.Equal(Verdict.Taken, new TakenRule(null, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)).Judge(new Observation { At = TimeSpan.Zero, Master = MasterActivity.Idle, New = 1 }));

    [Fact]
    public void A_restart_by_somebody_else_is_waited_for()
    {
        Assert.Equal(Verdict.Wait, Judge(0, MasterActivity.Gone));
        Assert.Equal(Verdict.Taken, Judge(3, MasterActivity.Idle, fresh: 2, answer: "new"));
    }

    [Theory]
    [InlineData(MasterActivity.Gone, 5, Verdict.Gone)]
    [InlineData(MasterActivity.Stopped, 5, Verdict.Stopped)]
    [InlineData(MasterActivity.Busy, 600, Verdict.StillWorking)]
    internal void What_does_not_end_is_said(MasterActivity activity, int seconds, Verdict verdict)
    {
        Assert.Equal(Verdict.Wait, Judge(0, activity));
        Assert.Equal(Verdict.Wait, Judge(seconds - 0.1, activity));
        Assert.Equal(verdict, Judge(seconds, activity));
    }

    [Fact]
    public void Only_its_own_port_is_blamed_on_the_release()
    {
        var ours = Line("bind() to 127.0.0.1:61500 failed (98: Address already in use)");
        Assert.True(ReloadWords.BlamesOnly(61500, [ours, Line("still could not bind()")]));
        Assert.False(ReloadWords.BlamesOnly(61500, [ours, Line("bind() to 0.0.0.0:80 failed (98: Address already in use)")]));
        Assert.False(ReloadWords.BlamesOnly(6150, [ours]));
        Assert.False(ReloadWords.BlamesOnly(61500, []));
        Assert.Equal("bind() to 127.0.0.1:61500 failed (98: Address already in use)", ReloadWords.Complaint([ours, ours, Line("still could not bind()")]));
        Assert.Null(ReloadWords.Complaint([Line("signal process started", NginxLogLevel.Notice)]));
    }

    [Fact]
    public void The_file_of_a_release_is_read_as_it_was_written()
    {
        var snippet = new ReleaseSnippet(61500, ReleaseId.New(DateTimeOffset.UnixEpoch));
        Assert.Equal(snippet, ReleaseSnippet.Parse(snippet.Render()));
        Assert.StartsWith("1970-01-01T00-00-00-000Z-", snippet.Release, StringComparison.Ordinal);
        Assert.Null(ReleaseSnippet.Parse("server { listen 80; return 200 \"x\"; }"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\nabc-1", "abc-1")]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\nabc", null)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n<html>", null)]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", null)]
    [InlineData("", null)]
    public void Only_a_release_is_taken_for_one(string answer, string? release) => Assert.Equal(release, ReleaseQuestion.Parse(answer));

    [Fact]
    public void A_port_is_chosen_that_nobody_wants()
    {
        var port = ReleasePort.Choose(new HashSet<int>(Enumerable.Range(61_100, 3_898)), candidate => candidate != 64_998, new Random(1));
        Assert.Equal(64_999, port);
    }

    private static LogLine Line(string message, NginxLogLevel level = NginxLogLevel.Emerg) => new() { Stream = NginxLogStream.Error, Level = level, Message = message, Raw = message };

    private Verdict Judge(double at, MasterActivity master, int old = 0, int fresh = 0, string? answer = null) =>
        _rule.Judge(new Observation { At = TimeSpan.FromSeconds(at), Master = master, OldServing = old, New = fresh, Answer = answer });
}
