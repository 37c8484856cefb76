using System.Globalization;
using System.Text;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Tests.State;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>Lines of nginx's logs, and reading them while they grow, rotate and hold anything.</summary>
public sealed class NginxLogTests : IDisposable
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.CreateCustomTimeZone("Berlin", TimeSpan.FromHours(1), "Berlin", "CET", "CEST",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
    ]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2026/11/21 04:42:33 [emerg] 21744#21744: duplicate location \"/\"", NginxLogLevel.Emerg, 21744, "duplicate location \"/\"")]
    [InlineData("2026/11/21 04:42:33 [error] 7#8: *12 open() failed, client: 1.2.3.4", NginxLogLevel.Error, 7, "*12 open() failed, client: 1.2.3.4")]
    [InlineData("2026/11/21 04:42:33 [warn] no process here", NginxLogLevel.Warn, null, "no process here")]
    [InlineData("2026/11/21 04:42:33 [info] a#b: text", NginxLogLevel.Info, null, "a#b: text")]
    internal void An_error_line_is_taken_apart(string raw, NginxLogLevel level, int? pid, string message)
    {
        var line = ErrorLogLine.Parse(raw, new LogClock(Berlin))!;
        Assert.Equal((level, pid, message, raw), (line.Level, line.Pid, line.Message, line.Raw));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 3, 42, 33, TimeSpan.Zero), line.Timestamp);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PHP message: PHP Warning")]
    [InlineData("2026/13/21 04:42:33 [emerg] 1#1: x")]
    [InlineData("2026/11/21 04:42:33 [loud] 1#1: x")]
    public void What_is_no_error_line_is_none(string raw) => Assert.Null(ErrorLogLine.Parse(raw, new LogClock(Berlin)));

    [Theory]
    [InlineData("1.2.3.4 - - [21/Nov/2026:04:42:33 +0100] \"GET /[x] HTTP/1.1\" 200 5 \"-\" \"curl\"", "2026-11-21T03:42:33.000Z", "1.2.3.4 - - \"GET /[x] HTTP/1.1\" 200 5 \"-\" \"curl\"")]
    [InlineData("fe80::1 [odd] [21/Nov/2026:04:42:33 +0000] x", "2026-11-21T04:42:33.000Z", "fe80::1 [odd] x")]
    [InlineData("{\"time\":\"2026-11-21T04:42:33+01:00\",\"status\":200}", "2026-11-21T03:42:33.000Z", "{\"time\":\"2026-11-21T04:42:33+01:00\",\"status\":200}")]
    [InlineData("1795236153.123 GET /", "2026-11-21T04:42:33.123Z", "1795236153.123 GET /")]
    [InlineData("no time at all", null, "no time at all")]
    public void The_time_of_an_access_line_is_found_in_any_format(string raw, string? time, string message)
    {
        var line = AccessLogLine.Parse(raw);
        Assert.Equal((time, message, raw), (line.Timestamp?.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), line.Message, line.Raw));
    }

    [Fact]
    public void The_hour_that_comes_twice_keeps_its_order()
    {
        var clock = new LogClock(Berlin);
        string[] local = ["2026-10-25 01:59", "2026-10-25 02:30", "2026-10-25 02:59", "2026-10-25 02:00", "2026-10-25 02:59", "2026-10-25 03:00"];
        var utc = local.Select(time => clock.ToUtc(DateTime.ParseExact(time, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).ToString("HH:mm", CultureInfo.InvariantCulture));
        Assert.Equal(["23:59", "00:30", "00:59", "01:00", "01:59", "02:00"], utc);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_shown_as_nginx_shows_them()
    {
        Assert.Equal("é\\xFF\\xC3x", LogText.Decode([0xC3, 0xA9, 0xFF, 0xC3, (byte)'x']));
        Assert.Equal(LogText.LongestLine + 1, LogText.Decode(new byte[100_000]).Length);
    }

    [Fact]
    public async Task The_newest_lines_of_both_logs_are_merged_by_time()
    {
        Error("2026/11/21 10:00:00 [error] 1#1: one", "2026/11/21 10:00:02 [notice] 1#1: three");
        Access("h - - [21/Nov/2026:10:00:01 +0000] \"GET /two HTTP/1.1\" 200 1", "h - - [21/Nov/2026:10:00:03 +0000] \"GET /four HTTP/1.1\" 200 1");
        Assert.Equal(["one", "/two", "three", "/four"], Short(await ReadAsync(10)));
        Assert.Equal(["three", "/four"], Short(await ReadAsync(2)));
        Assert.Equal(["one"], Short(await ReadAsync(10, level: NginxLogLevel.Warn)));
        Assert.Equal(["/two", "/four"], Short(await ReadAsync(10, stream: NginxLogStream.Access)));
    }

    [Fact]
    public async Task A_cursor_gives_each_line_once_also_in_small_pages()
    {
        Error("2026/11/21 10:00:00 [error] 1#1: before");
        var page = await ReadAsync(1);
        Error("2026/11/21 10:00:01 [error] 1#1: a", "2026/11/21 10:00:03 [error] 1#1: c", "2026/11/21 10:00:05 [error] 1#1: e");
        Access("h [21/Nov/2026:10:00:02 +0000] \"GET /b HTTP/1.1\"", "h [21/Nov/2026:10:00:04 +0000] \"GET /d HTTP/1.1\"");
        var seen = new List<string>();
        do
        {
            page = await ReadAsync(2, after: page.Next);
            seen.AddRange(Short(page));
        }
        while (page.Entries.Count > 0);
        Assert.Equal(["a", "/b", "c", "/d", "e"], seen);
    }

    [Fact]
    public async Task A_message_of_several_lines_stays_one_entry()
    {
        Error("2026/11/21 10:00:00 [error] 1#1: *1 FastCGI sent in stderr: \"PHP message: first", "second", "third\", client: x", "2026/11/21 10:00:01 [error] 1#1: next");
        var page = await ReadAsync(10);
        Assert.Equal(2, page.Entries.Count);
        Assert.EndsWith("first\nsecond\nthird\", client: x", page.Entries[0].Raw, StringComparison.Ordinal);
        Assert.Equal("next", Assert.Single((await ReadAsync(1)).Entries).Message);
    }

    [Fact]
    public async Task A_line_that_is_not_whole_yet_waits_for_its_end()
    {
        Error("2026/11/21 10:00:00 [error] 1#1: whole");
        await File.AppendAllTextAsync(ErrorFile, "2026/11/21 10:00:01 [error] 1#1: ha");
        var page = await ReadAsync(10);
        Assert.Equal(["whole"], Short(page));
        await File.AppendAllTextAsync(ErrorFile, "lf\n");
        Assert.Equal(["half"], Short(await ReadAsync(10, after: page.Next)));
    }

    [Fact]
    public async Task After_a_rotation_the_rest_of_the_old_file_comes_first()
    {
        Error("2026/11/21 10:00:00 [error] 1#1: seen");
        var page = await ReadAsync(10);
        Error("2026/11/21 10:00:01 [error] 1#1: rest");
        File.Move(ErrorFile, ErrorFile + ".1");
        Error("2026/11/21 10:00:02 [error] 1#1: new");
        Assert.Equal(["rest", "new"], Short(await ReadAsync(10, after: page.Next)));
    }

    [Fact]
    public async Task Between_moving_and_making_anew_the_moved_file_is_read_on()
    {
        Error("2026/11/21 10:00:00 [error] 1#1: seen");
        var page = await ReadAsync(10);
        File.Move(ErrorFile, ErrorFile + ".1");
        await File.AppendAllTextAsync(ErrorFile + ".1", "2026/11/21 10:00:01 [error] 1#1: rest\n");
        page = await ReadAsync(10, after: page.Next);
        Assert.Equal(["rest"], Short(page));
        Error("2026/11/21 10:00:02 [error] 1#1: new");
        Assert.Equal(["new"], Short(await ReadAsync(10, after: page.Next)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task A_file_that_was_emptied_is_read_from_its_start_however_long_it_became(int lines)
    {
        Error("2026/11/21 10:00:00 [error] 1#1: seen", "2026/11/21 10:00:00 [error] 1#1: seen too");
        var page = await ReadAsync(10);
        await File.WriteAllTextAsync(ErrorFile, "");
        Error([.. Enumerable.Range(0, lines).Select(number => $"2026/11/21 10:00:01 [error] 1#1: {number}")]);
        Assert.Equal(lines, (await ReadAsync(100, after: page.Next)).Entries.Count);
    }

    [Fact]
    public async Task A_big_file_is_read_from_its_end()
    {
        await using (var file = new FileStream(ErrorFile, FileMode.Create))
        {
            file.SetLength(4L * 1024 * 1024 * 1024); // a hole: nothing is written
            file.Seek(0, SeekOrigin.End);
            await file.WriteAsync(Encoding.UTF8.GetBytes("\n2026/11/21 10:00:00 [error] 1#1: last but one\n2026/11/21 10:00:01 [error] 1#1: last\n"));
        }

        Assert.Equal(["last but one", "last"], Short(await ReadAsync(2)));
    }

    [Fact]
    public async Task Lines_with_anything_in_them_are_kept()
    {
        await File.WriteAllBytesAsync(ErrorFile, [.. "2026/11/21 10:00:00 [error] 1#1: \u001b[31m\0 "u8, 0xFE, (byte)'\r', (byte)'\n', .. "2026/11/21 10:00:01 [error] 1#1: "u8, .. new byte[200_000].Select(_ => (byte)'x'), (byte)'\n']);
        var page = await ReadAsync(10);
        Assert.Equal("\u001b[31m\0 \\xFE\r", page.Entries[0].Message);
        Assert.Equal(LogText.LongestLine + 1, page.Entries[1].Raw.Length);
        Assert.Empty((await ReadAsync(10, after: page.Next)).Entries);
    }

    [Fact]
    public async Task Logs_that_are_not_there_yet_are_empty_and_begin_when_they_come()
    {
        var page = await ReadAsync(10);
        Assert.Empty(page.Entries);
        Error("2026/11/21 10:00:00 [error] 1#1: first");
        Assert.Equal(["first"], Short(await ReadAsync(10, after: page.Next)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("!!!")]
    [InlineData("MSBhPWI")]
    [InlineData("MQ==MQ==")]
    public async Task A_cursor_that_is_not_ours_is_refused(string cursor) =>
        Assert.Equal("LogCursorInvalid", (await Assert.ThrowsAsync<ClusterException>(() => ReadAsync(1, after: cursor))).ErrorId);

    private string ErrorFile => _folder["error.log"];

    private void Error(params string[] lines) => File.AppendAllLines(ErrorFile, lines);

    private void Access(params string[] lines) => File.AppendAllLines(_folder["access.log"], lines);

    private Task<LogPage> ReadAsync(int count, NginxLogLevel? level = null, NginxLogStream? stream = null, string? after = null) => LogReader.ReadAsync(
        [Source(NginxLogStream.Error, ErrorFile), Source(NginxLogStream.Access, _folder["access.log"])],
        new LogQuery { Count = count, Level = level, Stream = stream, After = after },
        default);

    private static FileLogSource Source(NginxLogStream stream, string path) => new(stream, path, path, TimeZoneInfo.Utc, new DirectLogFiles());

    private static string[] Short(LogPage page) => [.. page.Entries.Select(entry => entry.Stream == NginxLogStream.Error ? entry.Message : entry.Raw.Split('"')[1].Split(' ')[1])];
}
