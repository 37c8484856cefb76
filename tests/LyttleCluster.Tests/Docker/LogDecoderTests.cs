using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Tests.Docker;

public class LogDecoderTests
{
    private const string T1 = "2026-11-21T06:44:24.286207861Z";
    private const string T2 = "2026-11-21T06:44:24.305362551Z";
    private static readonly DateTimeOffset Time1 = DateTimeOffset.Parse("2026-11-21T06:44:24.2862078Z", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly DateTimeOffset Time2 = DateTimeOffset.Parse("2026-11-21T06:44:24.3053625Z", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Frames_give_the_same_lines_wherever_the_network_cuts_them()
    {
        byte[] bytes =
        [
            .. Frame(1, $"{T1} héllo 🙂\n"), .. Frame(2, $"{T2} oops\r\n"), .. Frame(1, $"{T2} \n"),
            .. Frame(1, $"{T1} part one, "), .. Frame(2, $"{T2} between\n"), .. Frame(1, $"{T1} part two\n"), .. Frame(1, $"{T2} no end"),
        ];
        DockerLogLine[] expected =
        [
            new(Time1, LogStream.StdOut, "héllo 🙂"), new(Time2, LogStream.StdErr, "oops"), new(Time2, LogStream.StdOut, ""),
            new(Time2, LogStream.StdErr, "between"), new(Time1, LogStream.StdOut, "part one, part two"), new(Time2, LogStream.StdOut, "no end"),
        ];
        for (var size = 1; size <= bytes.Length; size++) Assert.Equal(expected, Decode(DockerLogDecoder.For(tty: false), bytes, size));
    }

    [Fact]
    public void Raw_text_gives_the_same_lines_wherever_the_network_cuts_it()
    {
        var bytes = Encoding.UTF8.GetBytes($"{T1} héllo 🙂\r\n{T2} \r\n{T2} oops\n{T2} no end");
        DockerLogLine[] expected =
        [
            new(Time1, LogStream.StdOut, "héllo 🙂"), new(Time2, LogStream.StdOut, ""), new(Time2, LogStream.StdOut, "oops"), new(Time2, LogStream.StdOut, "no end"),
        ];
        for (var size = 1; size <= bytes.Length; size++) Assert.Equal(expected, Decode(DockerLogDecoder.For(tty: true), bytes, size));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(16_384)]
    [InlineData(1_000_000)]
    public void Seams_of_a_long_line_of_a_terminal_vanish(int size)
    {
        var part = new string('x', 16 * 1024);
        var bytes = Encoding.UTF8.GetBytes($"{T1} {part}{T1} {part}{T1} yz\r\n{T2} next\r\n");
        DockerLogLine[] expected = [new(Time1, LogStream.StdOut, part + part + "yz"), new(Time2, LogStream.StdOut, "next")];
        Assert.Equal(expected, Decode(DockerLogDecoder.For(tty: true), bytes, size));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100_000)]
    public void A_terminals_line_of_just_one_part_has_no_seam(int size)
    {
        var part = new string('x', 16 * 1024);
        var bytes = Encoding.UTF8.GetBytes($"{T1} {part}\r\n{T1} next\r\n");
        DockerLogLine[] expected = [new(Time1, LogStream.StdOut, part), new(Time1, LogStream.StdOut, "next")];
        Assert.Equal(expected, Decode(DockerLogDecoder.For(tty: true), bytes, size));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_line_over_1_MB_comes_in_pieces_of_whole_characters(bool tty)
    {
        var text = new string('x', LogLineBuffer.MaxBytes - 2) + "🙂" + new string('y', 100);
        var stamped = Encoding.UTF8.GetBytes($"{T1} {text}\n");
        // A terminal's text is sent in parts of 16 KB; here as one part, which no engine does, so cut it as they do.
        byte[] bytes = tty ? Seamed(text) : [.. Frame(1, stamped)];
        var lines = Decode(DockerLogDecoder.For(tty), bytes, 50_000);
        Assert.Equal(2, lines.Count);
        Assert.Equal(text, lines[0].Message + lines[1].Message);
        Assert.DoesNotContain('\uFFFD', lines[0].Message);
        Assert.All(lines, line => Assert.Equal(Time1, line.Timestamp));
    }

    [Fact]
    public void Several_lines_of_one_message_share_its_time()
    {
        var lines = Decode(DockerLogDecoder.For(tty: false), [.. Frame(1, $"{T1} one\ntwo\n{T2} three\n")], 1000);
        Assert.Equal(["one", "two", $"{T2} three"], lines.Select(line => line.Message));
        Assert.All(lines, line => Assert.Equal(Time1, line.Timestamp));
    }

    [Fact]
    public void Bytes_that_are_no_text_do_no_harm()
    {
        byte[] bytes = [.. Frame(1, [.. Encoding.UTF8.GetBytes($"{T1} "), 0xFF, 0xC3, 0x00, 0x1B, (byte)'[', (byte)'\n']), .. Frame(1, $"{T2} fine\n"), .. Frame(1, ""), .. Frame(1, "\n")];
        var lines = Decode(DockerLogDecoder.For(tty: false), bytes, 3);
        Assert.Equal("\uFFFD\uFFFD\0\u001B[", lines[0].Message);
        Assert.Equal(["fine", ""], lines.Skip(1).Select(line => line.Message));
    }

    [Fact]
    public void The_engines_own_failure_in_the_stream_is_told()
    {
        var failure = Assert.Throws<DockerLogFormatException>(() => Decode(DockerLogDecoder.For(tty: false), [.. Frame(3, "error from daemon in stream: boom")], 4));
        Assert.True(failure.FromEngine);
        Assert.Contains("boom", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_where_frames_should_be_is_refused()
    {
        var failure = Assert.Throws<DockerLogFormatException>(() => Decode(DockerLogDecoder.For(tty: false), Encoding.UTF8.GetBytes($"{T1} text\n"), 100));
        Assert.False(failure.FromEngine);
    }

    [Fact]
    public void A_frame_that_is_cut_is_noticed()
    {
        var bytes = Frame(1, $"{T1} whole\n");
        foreach (var length in Enumerable.Range(1, bytes.Length - 1))
        {
            var decoder = DockerLogDecoder.For(tty: false);
            var rest = new ReadOnlySequence<byte>(bytes.AsMemory(0, length));
            Assert.False(decoder.TryRead(ref rest, out _));
            Assert.True(decoder.IsCut(rest), $"cut after {length} bytes");
        }
    }

    private static byte[] Seamed(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes.Chunk(16 * 1024).SelectMany(part => Encoding.UTF8.GetBytes(T1 + " ").Concat(part)), (byte)'\r', (byte)'\n'];
    }

    private static byte[] Frame(byte stream, string text) => Frame(stream, Encoding.UTF8.GetBytes(text));

    private static byte[] Frame(byte stream, byte[] payload)
    {
        var header = new byte[8];
        header[0] = stream;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), payload.Length);
        return [.. header, .. payload];
    }

    /// <summary>Feeds the bytes in pieces of a size, as a pipe would: what is not taken is offered again with more behind it.</summary>
    private static List<DockerLogLine> Decode(DockerLogDecoder decoder, byte[] bytes, int size)
    {
        var lines = new List<DockerLogLine>();
        var rest = new Pieces();
        foreach (var piece in bytes.Chunk(size))
        {
            var buffer = rest.With(piece);
            while (decoder.TryRead(ref buffer, out var line)) lines.Add(line);
            rest = new Pieces(buffer);
        }

        Assert.False(decoder.IsCut(rest.Sequence));
        var last = rest.Sequence;
        while (decoder.TryReadLast(last, out var line))
        {
            lines.Add(line);
            last = ReadOnlySequence<byte>.Empty;
        }

        return lines;
    }

    /// <summary>Bytes in segments of their own, so that every seam is a seam for the decoder too.</summary>
    private sealed class Pieces(ReadOnlySequence<byte> sequence = default)
    {
        public ReadOnlySequence<byte> Sequence => sequence;

        public ReadOnlySequence<byte> With(byte[] piece)
        {
            if (sequence.IsEmpty) return new ReadOnlySequence<byte>(piece);
            Segment? first = null, last = null;
            foreach (var part in sequence) (first, last) = Append(first, last, part);
            (first, last) = Append(first, last, piece);
            return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
        }

        private static (Segment First, Segment Last) Append(Segment? first, Segment? last, ReadOnlyMemory<byte> part)
        {
            var next = new Segment(part, last);
            return (first ?? next, next);
        }

        private sealed class Segment : ReadOnlySequenceSegment<byte>
        {
            public Segment(ReadOnlyMemory<byte> memory, Segment? before)
            {
                Memory = memory;
                if (before is null) return;
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
