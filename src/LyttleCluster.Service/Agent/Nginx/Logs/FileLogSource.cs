namespace LyttleCluster.Service.Agent.Nginx.Logs;

/// <summary>
/// A log file. It is read from its end in growing pieces, 8 MB at most, however big it is. After a rotation the rest of the old file is read
/// first, where it lies beside the new one under another name; a file that was emptied is read from its start.
/// </summary>
/// <param name="stream">Which log it is.</param>
/// <param name="name">Its path as nginx names it, which names it in cursors.</param>
/// <param name="path">Its path here.</param>
/// <param name="zone">Where its local times are.</param>
/// <param name="opener">Opens it.</param>
internal sealed class FileLogSource(NginxLogStream stream, string name, string path, TimeZoneInfo zone, ILogFileOpener opener) : ILogSource
{
    private const int FirstPiece = 64 * 1024;
    private const int MostBytes = 8 * 1024 * 1024;

    public string Id { get; } = $"{(stream == NginxLogStream.Error ? 'e' : 'a')}{LogPosition.CheckOf(System.Text.Encoding.UTF8.GetBytes(name)):x}{name.Length:x}";

    public NginxLogStream Stream => stream;

    public async Task<LogPart> ReadLastAsync(int count, Predicate<LogLine> wanted, CancellationToken cancellationToken)
    {
        using var file = await opener.OpenAsync(path, cancellationToken);
        if (file is null) return new LogPart([], default);
        for (var size = FirstPiece; ; size *= 4)
        {
            var from = Math.Max(file.Begin, file.Length - Math.Min(size, MostBytes));
            var piece = await file.ReadAsync(from, (int)(file.Length - from), cancellationToken);
            // The first line of a piece is cut off unless the piece is the whole file.
            var begin = from == 0 ? 0 : Array.IndexOf(piece, (byte)'\n') + 1;
            var parser = new LogPieceParser(stream, zone, file.Inode, wanted);
            var end = parser.Take(piece.AsSpan(begin), from + begin, new LogPosition(file.Inode, from + begin, 0), int.MaxValue);
            parser.Close();
            // So is an entry that began before.
            var lines = from > 0 && parser.Lines is [{ Line.Timestamp: null }, ..] ? parser.Lines.Skip(1).ToArray() : parser.Lines;
            if (lines.Count >= count || from == file.Begin || size >= MostBytes) return new LogPart([.. lines.TakeLast(count)], end);
        }
    }

    public async Task<LogPart> ReadAfterAsync(LogPosition position, int count, Predicate<LogLine> wanted, CancellationToken cancellationToken)
    {
        using var file = await opener.OpenAsync(path, cancellationToken);
        if (position.File != 0 && file?.Inode != position.File && await OpenRotatedAsync(position.File, cancellationToken) is { } old)
        {
            using (old)
            {
                var rest = await ReadAsync(old, position, count, wanted, cancellationToken);
                if (file is null || rest.Lines.Count >= count || rest.End.Offset < old.Length) return rest;
                var begin = await ReadAsync(file, new LogPosition(file.Inode, 0, 0), count - rest.Lines.Count, wanted, cancellationToken);
                return new LogPart([.. rest.Lines, .. begin.Lines], begin.End);
            }
        }

        if (file is null) return new LogPart([], position);
        var isSame = file.Inode == position.File && position.Offset <= file.Length && await FitsAsync(file, position, cancellationToken);
        return await ReadAsync(file, isSame ? position : new LogPosition(file.Inode, 0, 0), count, wanted, cancellationToken);
    }

    public async Task<LogPosition> EndAsync(CancellationToken cancellationToken) => (await ReadLastAsync(0, _ => false, cancellationToken)).End;

    private async Task<LogPart> ReadAsync(ILogFile file, LogPosition position, int count, Predicate<LogLine> wanted, CancellationToken cancellationToken)
    {
        var parser = new LogPieceParser(stream, zone, file.Inode, wanted);
        var end = position.Offset >= file.Begin ? position : await FirstWholeLineAsync(file, cancellationToken);
        var size = FirstPiece;
        for (var read = 0L; end.Offset < file.Length && parser.Lines.Count < count && read < MostBytes;)
        {
            var piece = await file.ReadAsync(end.Offset, (int)Math.Min(size, file.Length - end.Offset), cancellationToken);
            var next = parser.Take(piece, end.Offset, end, count);
            // A line longer than the piece: try again with more of it.
            if (next == end && (parser.Lines.Count >= count || piece.Length < size || size >= MostBytes)) break;
            if (next == end) size *= 4;
            read += next.Offset - end.Offset;
            end = next;
        }

        parser.Close();
        return new LogPart(parser.Lines, end);
    }

    private static async Task<LogPosition> FirstWholeLineAsync(ILogFile file, CancellationToken cancellationToken)
    {
        var piece = await file.ReadAsync(file.Begin, FirstPiece, cancellationToken);
        return new LogPosition(file.Inode, file.Begin + Array.IndexOf(piece, (byte)'\n') + 1, 0);
    }

    private static async Task<bool> FitsAsync(ILogFile file, LogPosition position, CancellationToken cancellationToken)
    {
        var from = Math.Max(0, position.Offset - LogPosition.BytesToCheck);
        return position.Fits(await file.ReadAsync(from, (int)(position.Offset - from), cancellationToken));
    }

    /// <summary>The old file, under the name that a rotation gave it.</summary>
    private async Task<ILogFile?> OpenRotatedAsync(long inode, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder)) return null;
        foreach (var beside in Directory.EnumerateFiles(folder, Path.GetFileName(path) + "*").Where(beside => FileStatus.Of(beside)?.Inode == inode))
        {
            if (await opener.OpenAsync(beside, cancellationToken) is { } file) return file;
        }

        return null;
    }
}
