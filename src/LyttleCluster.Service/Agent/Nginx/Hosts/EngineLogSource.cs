using LyttleCluster.Core.Docker;
using LyttleCluster.Service.Agent.Nginx.Logs;

namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>A log that the container writes to its standard output (access) or standard error (errors), and the engine keeps.</summary>
internal sealed class EngineLogSource(DockerClient docker, string container, NginxLogStream stream, bool hasTerminal, TimeZoneInfo zone) : ILogSource
{
    private const int MostLines = 50_000;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    public string Id => stream == NginxLogStream.Error ? "engine2" : "engine1";

    public NginxLogStream Stream => stream;

    public async Task<LogPart> ReadLastAsync(int count, Predicate<LogLine> wanted, CancellationToken cancellationToken)
    {
        // How many lines make that many entries is not known before: some belong together, some are not wanted.
        for (var tail = Math.Min(MostLines, (count * 2) + 16); ; tail = Math.Min(MostLines, tail * 8))
        {
            var lines = await ReadAsync(new DockerLogOptions { Tail = tail }, cancellationToken);
            var part = Make(lines, default, 0, int.MaxValue, wanted);
            if (part.Lines.Count >= count || lines.Count < tail || tail == MostLines) return part with { Lines = [.. part.Lines.TakeLast(count)] };
        }
    }

    public async Task<LogPart> ReadAfterAsync(LogPosition position, int count, Predicate<LogLine> wanted, CancellationToken cancellationToken)
    {
        var lines = await ReadAsync(new DockerLogOptions { Since = FromNano(position.Offset) }, cancellationToken);
        // Since includes the moment itself: the lines of it that were read are left out, by their number.
        var known = lines.TakeWhile(line => ToNano(line.Timestamp) <= position.Offset).ToArray();
        var skip = known.Length - known.Count(line => ToNano(line.Timestamp) == position.Offset) + (int)Math.Min(position.Check, int.MaxValue);
        return Make(lines, position, Math.Min(skip, known.Length), count, wanted);
    }

    public async Task<LogPosition> EndAsync(CancellationToken cancellationToken) => (await ReadLastAsync(0, _ => false, cancellationToken)).End;

    private async Task<List<DockerLogLine>> ReadAsync(DockerLogOptions options, CancellationToken cancellationToken)
    {
        var lines = new List<DockerLogLine>();
        var both = hasTerminal; // a terminal has one stream
        var wanted = options with { Tty = hasTerminal, StdOut = both || stream == NginxLogStream.Access, StdErr = both || stream == NginxLogStream.Error };
        await foreach (var line in docker.ReadLogAsync(container, wanted, Silence, cancellationToken))
        {
            lines.Add(line);
            if (lines.Count == MostLines && options.Tail is null) break;
        }

        return lines;
    }

    private LogPart Make(List<DockerLogLine> lines, LogPosition begin, int skip, int count, Predicate<LogLine> wanted)
    {
        var clock = new LogClock(zone);
        var placed = new List<PlacedLine>();
        var end = begin;
        for (var at = skip; at < lines.Count && placed.Count < count; at++)
        {
            var line = lines[at];
            var text = line.Message;
            var entry = stream == NginxLogStream.Access ? AccessLogLine.Parse(text) : ErrorLogLine.Parse(text, clock);
            // A terminal mixes both streams.
            if (hasTerminal && (ErrorLogLine.Parse(text, clock) is not null) != (stream == NginxLogStream.Error)) entry = null;
            end = After(end, line);
            if (hasTerminal && entry is null) continue;
            entry ??= new LogLine { Stream = stream, Level = NginxLogLevel.Notice, Message = text, Raw = text };
            entry = entry with { Timestamp = line.Timestamp };
            if (wanted(entry)) placed.Add(new PlacedLine(entry, end));
        }

        return new LogPart(placed, end);
    }

    private static LogPosition After(LogPosition before, DockerLogLine line)
    {
        var nano = ToNano(line.Timestamp);
        return new LogPosition(0, nano, nano == before.Offset ? before.Check + 1 : 1);
    }

    private static long ToNano(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static DateTimeOffset FromNano(long nano) => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(nano / 100);
}
