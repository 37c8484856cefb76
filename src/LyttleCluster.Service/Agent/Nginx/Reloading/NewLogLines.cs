using LyttleCluster.Service.Agent.Nginx.Logs;

namespace LyttleCluster.Service.Agent.Nginx.Reloading;

/// <summary>The lines that error logs gain from a moment on.</summary>
internal sealed class NewLogLines
{
    private const int Most = 100;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private readonly IReadOnlyList<ILogSource> _sources;

    private NewLogLines(IReadOnlyList<ILogSource> sources, IReadOnlyDictionary<string, string> ends) => (_sources, Ends) = (sources, ends);

    /// <summary>Whether there is any log to read.</summary>
    public bool CanRead => _sources.Count > 0;

    /// <summary>Where the logs ended at the moment.</summary>
    public IReadOnlyDictionary<string, string> Ends { get; }

    /// <summary>From now on. Logs that cannot be read are left out: a reload must not fail for them.</summary>
    public static async Task<NewLogLines> BeginAsync(IEnumerable<ILogSource> sources, CancellationToken cancellationToken)
    {
        var readable = new List<ILogSource>();
        var ends = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources.DistinctBy(source => source.Id))
        {
            if (await TryAsync(async () => (LogPosition?)await source.EndAsync(cancellationToken)) is not { } end) continue;
            readable.Add(source);
            ends[source.Id] = end.ToString();
        }

        return new NewLogLines(readable, ends);
    }

    /// <summary>From a moment that an agent before us kept.</summary>
    public static NewLogLines Since(IEnumerable<ILogSource> sources, IReadOnlyDictionary<string, string> ends) =>
        new([.. sources.DistinctBy(source => source.Id).Where(source => ends.ContainsKey(source.Id))], ends);

    /// <summary>What came since, oldest first.</summary>
    public async Task<IReadOnlyList<LogLine>> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<LogLine>();
        foreach (var source in _sources)
        {
            var begin = LogPosition.Parse(Ends[source.Id]) ?? default;
            if (await TryAsync(async () => (LogPart?)await source.ReadAfterAsync(begin, Most, _ => true, cancellationToken)) is { } part) lines.AddRange(part.Lines.Select(line => line.Line));
        }

        return [.. lines.OrderBy(line => line.Timestamp)];
    }

    /// <summary>The same for a reload that failed: waits a moment for the reason, which an engine hands on a little later than nginx writes it.</summary>
    public async Task<IReadOnlyList<LogLine>> ReadComplaintAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var lines = await ReadAsync(cancellationToken);
            if (!CanRead || ReloadWords.Complaint(lines) is not null || time.GetElapsedTime(started) > LongestWait) return lines;
            await Task.Delay(BetweenLooks, time, cancellationToken);
        }
    }

    private static async Task<T?> TryAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (ClusterException)
        {
            return default;
        }
    }
}
