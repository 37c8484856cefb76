using System.Buffers;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Makes lines of the bytes of a log, wherever the network cuts them. No I/O: bytes in, lines out.
/// Every line is expected to begin with its time (<c>timestamps=1</c>).
/// </summary>
internal abstract class DockerLogDecoder
{
    private DateTimeOffset _lastTime = DateTimeOffset.UnixEpoch;

    /// <summary>A decoder for the log of a container with or without a terminal.</summary>
    public static DockerLogDecoder For(bool tty) => tty ? new RawLogDecoder() : new FramedLogDecoder();

    /// <summary>Takes the next line off the beginning of <paramref name="buffer"/>; false when more bytes are needed.</summary>
    /// <exception cref="DockerLogFormatException">The bytes are no such log.</exception>
    public abstract bool TryRead(ref ReadOnlySequence<byte> buffer, out DockerLogLine line);

    /// <summary>
    /// Takes what is left when the stream has ended: lines that never got a line end. False when there is no more.
    /// </summary>
    public abstract bool TryReadLast(ReadOnlySequence<byte> rest, out DockerLogLine line);

    /// <summary>Whether the stream ended in the middle of a frame.</summary>
    public abstract bool IsCut(ReadOnlySequence<byte> rest);

    /// <summary>
    /// Takes the time and the blank after it off the beginning. A text without a time (a driver that stores several lines in one
    /// message) has the time of the line before.
    /// </summary>
    protected DateTimeOffset TakeTime(ref ReadOnlySequence<byte> text, out int length)
    {
        Span<byte> copy = stackalloc byte[Rfc3339.MaxLength + 1];
        scoped var head = text.FirstSpan;
        if (head.Length < copy.Length && !text.IsSingleSegment)
        {
            var available = (int)Math.Min(text.Length, copy.Length);
            text.Slice(0, available).CopyTo(copy);
            head = copy[..available];
        }

        length = 0;
        if (!Rfc3339.TryParse(head, out var time, out var parsed)) return _lastTime;
        length = parsed < head.Length && head[parsed] == ' ' ? parsed + 1 : parsed;
        text = text.Slice(length);
        return _lastTime = time;
    }
}

/// <summary>The bytes are not what a log is made of.</summary>
internal sealed class DockerLogFormatException(string message, bool fromEngine) : Exception(message)
{
    /// <summary>Whether it is the engine itself that reports a failure in the stream.</summary>
    public bool FromEngine { get; } = fromEngine;
}
