namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>Reads several logs as one: merged by time, each in its own order, with one cursor for all.</summary>
internal static class LogReader
{
    public static async Task<LogPage> ReadAsync(IReadOnlyList<ILogSource> sources, LogQuery query, CancellationToken cancellationToken)
    {
        var after = query.After is { } text ? LogCursor.Parse(text) : null;
        bool Wanted(LogLine line) => query.Level is not { } level || line.Level >= level;
        var parts = new List<(ILogSource Source, LogPosition Begin, LogPart Part)>();
        foreach (var source in sources.Where(source => query.Stream is not { } stream || source.Stream == stream).DistinctBy(source => source.Id))
        {
            if (after is null)
            {
                parts.Add((source, default, await source.ReadLastAsync(query.Count, Wanted, cancellationToken)));
                continue;
            }

            // A log that the cursor does not know came with a later configuration: it begins now.
            var begin = after.Positions.TryGetValue(source.Id, out var known) ? known : await source.EndAsync(cancellationToken);
            parts.Add((source, begin, await source.ReadAfterAsync(begin, query.Count, Wanted, cancellationToken)));
        }

        return after is null ? Last(parts, query.Count) : First(parts, query.Count, after);
    }

    /// <summary>The newest of all; the cursor is after everything there is.</summary>
    private static LogPage Last(List<(ILogSource Source, LogPosition Begin, LogPart Part)> parts, int count)
    {
        var entries = Merge(parts).Select(one => one.Entry.Line).ToArray();
        return new LogPage([.. entries.TakeLast(count)], new LogCursor(parts.ToDictionary(one => one.Source.Id, one => one.Part.End)).ToString());
    }

    /// <summary>The first ones; the cursor is after each log's last one that is among them.</summary>
    private static LogPage First(List<(ILogSource Source, LogPosition Begin, LogPart Part)> parts, int count, LogCursor after)
    {
        var merged = Merge(parts).ToArray();
        var positions = new Dictionary<string, LogPosition>(after.Positions, StringComparer.Ordinal);
        for (var number = 0; number < parts.Count; number++)
        {
            var (source, begin, part) = parts[number];
            var given = merged.Take(count).Where(one => one.Part == number).Select(one => one.Entry).ToArray();
            positions[source.Id] = given.Length == part.Lines.Count ? part.End : given.Length > 0 ? given[^1].After : begin;
        }

        return new LogPage([.. merged.Take(count).Select(one => one.Entry.Line)], new LogCursor(positions).ToString());
    }

    private static IEnumerable<(int Part, PlacedLine Entry)> Merge(List<(ILogSource Source, LogPosition Begin, LogPart Part)> parts)
    {
        var queue = new PriorityQueue<(int Part, int At), (DateTimeOffset Time, int Part)>();
        for (var part = 0; part < parts.Count; part++) Enqueue(part, 0);
        while (queue.TryDequeue(out var next, out _))
        {
            yield return (next.Part, parts[next.Part].Part.Lines[next.At]);
            Enqueue(next.Part, next.At + 1);
        }

        void Enqueue(int part, int at)
        {
            var lines = parts[part].Part.Lines;
            if (at < lines.Count) queue.Enqueue((part, at), (lines[at].Line.Timestamp ?? DateTimeOffset.MinValue, part));
        }
    }
}
