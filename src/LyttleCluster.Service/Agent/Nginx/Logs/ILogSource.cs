namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>One log that can be read: a file, or what a container writes.</summary>
internal interface ILogSource
{
    /// <summary>Names it in cursors, over restarts; letters and digits.</summary>
    string Id { get; }

    NginxLogStream Stream { get; }

    /// <summary>The newest entries that are wanted, oldest first.</summary>
    Task<LogPart> ReadLastAsync(int count, Predicate<LogLine> wanted, CancellationToken cancellationToken);

    /// <summary>The first entries that are wanted after a position. May give fewer than there are; the next read goes on.</summary>
    Task<LogPart> ReadAfterAsync(LogPosition position, int count, Predicate<LogLine> wanted, CancellationToken cancellationToken);

    /// <summary>Where it ends now.</summary>
    Task<LogPosition> EndAsync(CancellationToken cancellationToken);
}

/// <summary>A piece of a log.</summary>
/// <param name="Lines">Entries, each with the place after it.</param>
/// <param name="End">The place after the piece, entries that were not wanted included.</param>
internal sealed record LogPart(IReadOnlyList<PlacedLine> Lines, LogPosition End);

/// <summary>An entry and the place after it.</summary>
internal readonly record struct PlacedLine(LogLine Line, LogPosition After);
