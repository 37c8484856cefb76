using System.Buffers;
using System.Text;

namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>Text straight to the bytes of an answer: a page of 200 rows is never held as a string.</summary>
internal sealed class Utf8Text(IBufferWriter<byte> output) : TextWriter
{
    private readonly char[] _one = new char[1];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        _one[0] = value;
        Write(_one.AsSpan());
    }

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Encoding.UTF8.GetBytes(buffer, output);
}
