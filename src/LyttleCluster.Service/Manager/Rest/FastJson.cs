using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// Writes JSON straight into an <see cref="AnswerBuffer"/>, for what comes in bulk. Text without anything to escape, which is nearly all of it, is
/// looked through once and copied; the rest is left to the library.
/// </summary>
internal ref struct FastJson(AnswerBuffer buffer)
{
    private const int LongestTime = 40;
    private const int LongestNumber = 24;

    // What JSON itself forbids, and halves of characters, which only the library can judge.
    private static readonly SearchValues<char> Unplain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\', '\x7f', .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code), .. Enumerable.Range(0x80, 0x20).Select(code => (char)code), '\u2028', '\u2029', .. Enumerable.Range(0xE000, 0x2000).Select(code => (char)code)]);

    private Span<byte> _free = buffer.GetSpan(512);
    private int _count;

    /// <summary>Text as it is: a name with its quotes and colon, a bracket.</summary>
    public void Raw(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_free[_count..]);
        _count += text.Length;
    }

    /// <summary>A string.</summary>
    public void Text(string text)
    {
        if (text.AsSpan().ContainsAny(Unplain))
        {
            Escaped(text);
            return;
        }

        Reserve((text.Length * 3) + 2);
        _free[_count++] = (byte)'"';
        Utf8.FromUtf16(text, _free[_count..], out _, out var written);
        _count += written;
        _free[_count++] = (byte)'"';
    }

    public void Number(int number)
    {
        Reserve(LongestNumber);
        Utf8Formatter.TryFormat(number, _free[_count..], out var written);
        _count += written;
    }

    /// <summary>A time as the library writes it: without zeros at the end of its fraction.</summary>
    public void Time(DateTimeOffset time)
    {
        Reserve(LongestTime);
        var target = _free[_count..];
        target[0] = (byte)'"';
        Utf8Formatter.TryFormat(time, target[1..], out var written, new StandardFormat('O'));
        // yyyy-MM-ddTHH:mm:ss.fffffff+hh:mm
        var (fraction, zone) = (20, 28);
        var end = zone;
        while (end > fraction && target[end - 1] == (byte)'0') end--;
        if (end == fraction + 1 && target[fraction] == (byte)'.') end = fraction;
        target[zone..(written + 1)].CopyTo(target[end..]);
        var length = end + (written + 1 - zone);
        target[length] = (byte)'"';
        _count += length + 1;
    }

    /// <summary>Hands over what was written; nothing may be written before <see cref="FastJson"/> is made anew.</summary>
    public readonly void End() => buffer.Advance(_count);

    private void Escaped(string text)
    {
        buffer.Advance(_count);
        buffer.WriteText(text);
        _free = buffer.GetSpan(512);
        _count = 0;
    }

    private void Reserve(int count)
    {
        if (_free.Length - _count >= count) return;
        buffer.Advance(_count);
        _free = buffer.GetSpan(Math.Max(count, 512));
        _count = 0;
    }
}
