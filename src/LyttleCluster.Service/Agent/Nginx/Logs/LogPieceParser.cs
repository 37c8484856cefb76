namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>Turns a piece of a log file into entries.</summary>
internal sealed class LogPieceParser(NginxLogStream stream, TimeZoneInfo zone, long inode, Predicate<LogLine> wanted)
{
    private const int MostLinesOfAnEntry = 200;
    private readonly LogClock _clock = new(zone);
    private readonly List<PlacedLine> _lines = [];
    private DateTimeOffset? _time;
    private LogLine? _open;
    private LogPosition _openAfter;
    private int _openLines;

    /// <summary>The entries so far that are wanted.</summary>
    public IReadOnlyList<PlacedLine> Lines => _lines;

    /// <summary>Takes whole lines; gives the place after the last one, or <paramref name="from"/> when there is none.</summary>
    /// <param name="piece">Bytes from <paramref name="offset"/> on.</param>
    /// <param name="offset">Where in the file they begin.</param>
    /// <param name="from">The place there.</param>
    /// <param name="count">Stops after this many entries.</param>
    public LogPosition Take(ReadOnlySpan<byte> piece, long offset, LogPosition from, int count)
    {
        var after = from;
        while (piece.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var line = piece[..end];
            // An entry is known to be over when the next one begins: only then can it be the last one of a page.
            if (_lines.Count >= count && _open is null) break;
            var next = new LogPosition(inode, offset + end + 1, LogPosition.CheckOf(line));
            if (!Add(LogText.Decode(line), next, count)) break;
            after = next;
            offset += end + 1;
            piece = piece[(end + 1)..];
        }

        return after;
    }

    /// <summary>Nothing follows for now: the entry that was open is whole.</summary>
    public void Close()
    {
        if (_open is { } entry && wanted(entry)) _lines.Add(new PlacedLine(entry, _openAfter));
        _open = null;
    }

    /// <summary>False when the line belongs to a page that is full already.</summary>
    private bool Add(string text, LogPosition after, int count)
    {
        if (stream == NginxLogStream.Access)
        {
            Open(AccessLogLine.Parse(text), after);
            Close();
            return true;
        }

        if (ErrorLogLine.Parse(text, _clock) is { } entry)
        {
            Close();
            if (_lines.Count >= count) return false;
            Open(entry, after);
        }
        else if (_open is null) Open(Headless(text), after);
        else GoOn(text, after);

        return true;
    }

    private void Open(LogLine entry, LogPosition after)
    {
        _time = entry.Timestamp ?? _time;
        _open = entry with { Timestamp = _time };
        (_openAfter, _openLines) = (after, 1);
    }

    private void GoOn(string text, LogPosition after)
    {
        _openAfter = after;
        if (++_openLines > MostLinesOfAnEntry || _open!.Raw.Length > LogText.LongestLine) return;
        _open = _open with { Message = _open.Message + "\n" + text, Raw = _open.Raw + "\n" + text };
    }

    /// <summary>The rest of an entry whose beginning was read earlier, or what another program wrote into the log.</summary>
    private static LogLine Headless(string text) => new() { Stream = NginxLogStream.Error, Level = NginxLogLevel.Notice, Message = text, Raw = text };
}
