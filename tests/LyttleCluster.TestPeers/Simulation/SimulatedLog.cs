using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>Log lines in the engine's multiplexed framing: stream number, three zeros, big-endian length, text.</summary>
internal static class SimulatedLog
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    /// <summary>About this many lines are gathered to one write.</summary>
    public const int LinesPerBlock = 1000;

    public static byte[] Block(int firstLine, int count, bool timestamps)
    {
        using var block = new MemoryStream();
        Span<byte> head = stackalloc byte[8];
        for (var line = firstLine; line < firstLine + count; line++)
        {
            var text = Encoding.UTF8.GetBytes(TextOf(line, timestamps));
            head.Clear();
            head[0] = (byte)(line % 10 == 9 ? 2 : 1); // every tenth on standard error
            BinaryPrimitives.WriteInt32BigEndian(head[4..], text.Length);
            block.Write(head);
            block.Write(text);
        }

        return block.ToArray();
    }

    private static string TextOf(int line, bool timestamps)
    {
        var time = timestamps ? Start.AddMilliseconds(line).ToString("yyyy-MM-dd'T'HH:mm:ss'.'fff'000000Z '", CultureInfo.InvariantCulture) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{time}line {line:0000000} GET /cart/items/4711 200 12ms user=anna trace=5d6db84c0ffee\n");
    }
}
