namespace LyttleCluster.Service.Logging;

/// <summary>The last lines of the service's own log, in memory: for its page.</summary>
internal sealed class LogRing
{
    /// <summary>Lines that are kept.</summary>
    public const int Lines = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<LoggedLine> _lines = new();

    public void Add(LoggedLine line)
    {
        lock (_gate)
        {
            if (_lines.Count == Lines) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    /// <summary>All that are kept, oldest first.</summary>
    public IReadOnlyList<LoggedLine> All()
    {
        lock (_gate) return [.. _lines];
    }

    /// <summary>The last ones, oldest first.</summary>
    public IReadOnlyList<LoggedLine> Last(int count)
    {
        lock (_gate) return [.. _lines.Skip(Math.Max(0, _lines.Count - count))];
    }
}

/// <summary>A line of it.</summary>
/// <param name="Time">When.</param>
/// <param name="Level"><c>info</c>, <c>warn</c> or <c>error</c>.</param>
/// <param name="Text">Words and values, control characters made visible.</param>
internal sealed record LoggedLine(DateTimeOffset Time, string Level, string Text);
