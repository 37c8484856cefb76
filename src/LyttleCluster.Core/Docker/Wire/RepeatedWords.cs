using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace LyttleCluster.Core.Docker;

/// <summary>
/// Makes one string of a word that repeats in an answer: images, labels and their values, states. A small table, in which a newcomer
/// takes the place of whoever was there.
/// </summary>
internal sealed class RepeatedWords
{
    private const int Longest = 128;
    private readonly string?[] _words = new string?[256];

    /// <summary>The text at which the reader stands.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public string Read(ref Utf8JsonReader json)
    {
        var bytes = json.ValueSpan;
        if (json.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || json.ValueIsEscaped || bytes.Length > Longest) return json.GetString()!;
        ref var word = ref _words[PlaceOf(bytes)];
        if (word is null || !Ascii.Equals(bytes, word)) word = json.GetString()!;
        return word;
    }

    /// <summary>By both ends: numbered names differ in the last bytes, and labels of one maker begin alike.</summary>
    private static int PlaceOf(ReadOnlySpan<byte> bytes)
    {
        var (head, tail) = bytes.Length < sizeof(ulong)
            ? (Short(bytes), 0UL)
            : (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]));
        var mixed = (head ^ BitOperations.RotateLeft(tail, 31) ^ (ulong)bytes.Length) * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 56);
    }

    private static ulong Short(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (var part in bytes) value = (value << 8) | part;
        return value;
    }
}
