using System.Buffers;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// The log of a container with a terminal: lines as they were written, with CR LF, all of them standard output. A line longer than
/// 16 KB comes in parts of that length, each with the line's own time before it and nothing to mark the seam but that.
/// </summary>
internal sealed class RawLogDecoder : DockerLogDecoder
{
    /// <summary>The length of the parts into which the engine cuts a line (moby <c>daemon/logger/copier.go</c>), in bytes.</summary>
    private const int PartLength = 16 * 1024;

    private readonly LogLineBuffer _text = new();
    private readonly byte[] _stamp = new byte[Rfc3339.MaxLength + 1];
    private DateTimeOffset _time;
    private int _stampLength;
    private long _untilSeam;
    private bool _inLine;

    public override bool TryRead(ref ReadOnlySequence<byte> buffer, out DockerLogLine line)
    {
        line = default;
        while (true)
        {
            var end = buffer.PositionOf((byte)'\n');
            if (!_inLine)
            {
                if (end is null && buffer.Length < _stamp.Length) return false;
                BeginLine(ref buffer);
                continue;
            }

            if (_untilSeam == 0)
            {
                if (end is null && buffer.Length < _stampLength) return false;
                SkipSeam(ref buffer);
                continue;
            }

            var length = end is null ? buffer.Length : buffer.Slice(0, end.Value).Length;
            if (end is not null && length <= _untilSeam && length <= _text.Room)
            {
                line = new DockerLogLine(_time, LogStream.StdOut, _text.TakeLine(buffer.Slice(0, length)));
                buffer = buffer.Slice(length + 1);
                _inLine = false;
                return true;
            }

            var part = buffer.Slice(0, Math.Min(Math.Min(length, _untilSeam), _text.Room));
            if (part.IsEmpty) return false;
            _text.Append(part);
            buffer = buffer.Slice(part.Length);
            _untilSeam -= part.Length;
            if (!_text.IsFull) continue;
            line = new DockerLogLine(_time, LogStream.StdOut, _text.TakePiece());
            return true;
        }
    }

    public override bool TryReadLast(ReadOnlySequence<byte> rest, out DockerLogLine line)
    {
        line = default;
        if (!_inLine && rest.IsEmpty) return false;
        if (!_inLine) BeginLine(ref rest);
        line = new DockerLogLine(_time, LogStream.StdOut, _text.TakeLine(rest));
        _inLine = false;
        return true;
    }

    public override bool IsCut(ReadOnlySequence<byte> rest) => false;

    private void BeginLine(ref ReadOnlySequence<byte> buffer)
    {
        var before = buffer;
        _time = TakeTime(ref buffer, out _stampLength);
        before.Slice(0, _stampLength).CopyTo(_stamp);
        _inLine = true;
        _untilSeam = _stampLength == 0 ? long.MaxValue : PartLength;
    }

    /// <summary>The same time again right after a part: a seam, not text.</summary>
    private void SkipSeam(ref ReadOnlySequence<byte> buffer)
    {
        _untilSeam = PartLength;
        if (buffer.Length < _stampLength) return;
        Span<byte> next = stackalloc byte[_stampLength];
        buffer.Slice(0, _stampLength).CopyTo(next);
        if (next.SequenceEqual(_stamp.AsSpan(0, _stampLength))) buffer = buffer.Slice(_stampLength);
        else _untilSeam = long.MaxValue;
    }
}
