using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// What of an answer waits to be sent: memory that is lent by the pool and written to again after each sending. One JSON writer makes all values of
/// an answer in it.
/// </summary>
internal sealed class AnswerBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>With so much in it, it is sent.</summary>
    public const int Full = 60 * 1024;

    // Text in answers is read by programs, and by people: only what JSON itself forbids is escaped.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Utf8JsonWriter _json;
    private byte[] _memory = ArrayPool<byte>.Shared.Rent(Full + 4096);

    public AnswerBuffer() => _json = new Utf8JsonWriter(this, Relaxed);

    /// <summary>How many bytes wait.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Written => _memory.AsMemory(0, Count);

    public void Clear() => Count = 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Count += bytes.Length;
    }

    public void WriteJson<T>(T value, JsonTypeInfo<T> type)
    {
        if (value is ClusterContainer container)
        {
            ContainerJson.Write(this, container);
            return;
        }

        JsonSerializer.Serialize(_json, value, type);
        _json.Flush();
        _json.Reset();
    }

    /// <summary>A string with whatever is in it.</summary>
    public void WriteText(string text)
    {
        _json.WriteStringValue(text);
        _json.Flush();
        _json.Reset();
    }

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _memory.AsMemory(Count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _memory.AsSpan(Count);
    }

    /// <summary>Somebody still reads the memory: it must not be lent to anybody else.</summary>
    public void Abandon() => _memory = [];

    public void Dispose()
    {
        _json.Dispose();
        if (_memory.Length > 0) ArrayPool<byte>.Shared.Return(_memory);
        _memory = [];
    }

    private void Reserve(int sizeHint)
    {
        var least = Math.Max(sizeHint, 1);
        if (_memory.Length - Count >= least) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_memory.Length * 2, Count + least));
        _memory.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_memory);
        _memory = larger;
    }
}
