using System.Buffers;
using System.Text;

namespace LyttleCluster.Core.Docker;

/// <summary>The beginning of a line whose end has not come yet.</summary>
internal sealed class LogLineBuffer
{
    /// <summary>A longer line is given in pieces, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public bool IsEmpty => _bytes.WrittenCount == 0;

    public bool IsFull => _bytes.WrittenCount >= MaxBytes;

    public int Room => MaxBytes - _bytes.WrittenCount;

    public void Append(in ReadOnlySequence<byte> part)
    {
        foreach (var segment in part) _bytes.Write(segment.Span);
    }

    /// <summary>The line: what was kept and its last part.</summary>
    public string TakeLine(in ReadOnlySequence<byte> last)
    {
        if (IsEmpty && last.IsSingleSegment) return Decode(WithoutReturn(last.FirstSpan));
        Append(last);
        var line = Decode(WithoutReturn(_bytes.WrittenSpan));
        Clear();
        return line;
    }

    /// <summary>What was kept, as far as it is whole characters; the bytes of a character that is cut stay for the next piece.</summary>
    public string TakePiece()
    {
        var bytes = _bytes.WrittenSpan;
        var whole = bytes.Length - CutCharacter(bytes);
        var piece = Decode(bytes[..whole]);
        var rest = bytes[whole..].ToArray();
        Clear();
        _bytes.Write(rest);
        return piece;
    }

    private void Clear()
    {
        // One huge line must not hold its memory for the rest of a stream.
        if (_bytes.Capacity > 64 * 1024) _bytes.Clear();
        _bytes.ResetWrittenCount();
    }

    private static string Decode(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "" : Encoding.UTF8.GetString(bytes);

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) => line is [.. var text, (byte)'\r'] ? text : line;

    /// <summary>How many bytes at the end begin a character that goes on after them.</summary>
    private static int CutCharacter(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length - 1); back++)
        {
            var lead = bytes[^back];
            if (lead < 0x80) return 0;
            if (lead < 0xC0) continue;
            var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
            return length > back ? back : 0;
        }

        return 0;
    }
}
