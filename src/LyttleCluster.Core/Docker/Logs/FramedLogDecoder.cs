using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// The log of a container without a terminal: frames of <c>[stream, 0, 0, 0, length as four bytes big endian]</c> and so many bytes
/// (Docker Engine API, <c>ContainerAttach</c>, "Stream format"). A frame is one message of the log: the engine cuts long
/// lines into messages of 16 KB, each with the line's time before it and only the last with a line end; they are joined again.
/// </summary>
internal sealed class FramedLogDecoder : DockerLogDecoder
{
    private const int HeaderLength = 8;

    // More than any engine sends: rather not a frame at all.
    private const uint MaxFrame = 64 * 1024 * 1024;
    private const int SystemError = 3;

    private readonly Line[] _lines = [new(), new()];
    private long _remaining;
    private int _stream;
    private bool _atStart;

    public override bool TryRead(ref ReadOnlySequence<byte> buffer, out DockerLogLine line)
    {
        line = default;
        while (true)
        {
            if (_remaining == 0 && !TryReadHeader(ref buffer)) return false;
            if (_stream == SystemError)
            {
                if (buffer.Length < _remaining) return false;
                throw new DockerLogFormatException(Encoding.UTF8.GetString(buffer.Slice(0, _remaining)), fromEngine: true);
            }

            if (_remaining == 0) continue;
            if (TryReadText(ref buffer, out line)) return true;
            if (_remaining > 0) return false;
        }
    }

    public override bool TryReadLast(ReadOnlySequence<byte> rest, out DockerLogLine line)
    {
        for (var stream = 0; stream < _lines.Length; stream++)
        {
            if (_lines[stream].Text.IsEmpty) continue;
            line = new DockerLogLine(_lines[stream].Time, (LogStream)stream, _lines[stream].Text.TakeLine(ReadOnlySequence<byte>.Empty));
            return true;
        }

        line = default;
        return false;
    }

    public override bool IsCut(ReadOnlySequence<byte> rest) => _remaining > 0 || !rest.IsEmpty;

    private bool TryReadHeader(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < HeaderLength) return false;
        Span<byte> header = stackalloc byte[HeaderLength];
        buffer.Slice(0, HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[4..]);
        if (header[0] > SystemError || header[1] != 0 || header[2] != 0 || header[3] != 0 || length > MaxFrame)
        {
            throw new DockerLogFormatException("the stream is not made of frames", fromEngine: false);
        }

        buffer = buffer.Slice(HeaderLength);
        // 0 is standard input, which engines echo as output.
        (_remaining, _stream, _atStart) = (length, header[0] == SystemError ? SystemError : Math.Max(0, header[0] - 1), true);
        return true;
    }

    /// <summary>Reads on in the frame: up to its next line end, or all that has come of it.</summary>
    private bool TryReadText(ref ReadOnlySequence<byte> buffer, out DockerLogLine line)
    {
        line = default;
        var current = _lines[_stream];
        if (_atStart && !TryReadTime(ref buffer, current)) return false;

        var text = buffer.Slice(0, Math.Min(_remaining, buffer.Length));
        var end = text.PositionOf((byte)'\n');
        if (end is null || text.Slice(0, end.Value).Length > current.Text.Room)
        {
            var part = text.Slice(0, Math.Min(text.Length, current.Text.Room));
            current.Text.Append(part);
            Consume(ref buffer, part.Length);
            if (!current.Text.IsFull) return false;
            line = new DockerLogLine(current.Time, (LogStream)_stream, current.Text.TakePiece());
            return true;
        }

        var last = text.Slice(0, end.Value);
        line = new DockerLogLine(current.Time, (LogStream)_stream, current.Text.TakeLine(last));
        Consume(ref buffer, last.Length + 1);
        return true;
    }

    /// <summary>The time at the beginning of a frame; false when not enough of it has come.</summary>
    private bool TryReadTime(ref ReadOnlySequence<byte> buffer, Line current)
    {
        if (buffer.Length < Math.Min(_remaining, Rfc3339.MaxLength + 1)) return false;
        var text = buffer.Slice(0, Math.Min(_remaining, buffer.Length));
        var time = TakeTime(ref text, out var length);
        if (current.Text.IsEmpty) current.Time = time;
        Consume(ref buffer, length);
        _atStart = false;
        return true;
    }

    private void Consume(ref ReadOnlySequence<byte> buffer, long count)
    {
        buffer = buffer.Slice(count);
        _remaining -= count;
    }

    /// <summary>The line that a stream is in.</summary>
    private sealed class Line
    {
        public LogLineBuffer Text { get; } = new();

        public DateTimeOffset Time { get; set; }
    }
}
