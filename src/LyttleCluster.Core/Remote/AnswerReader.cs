using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Api;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Remote;

/// <summary>Reads an answer that comes line by line: each line as soon as it is there.</summary>
/// <typeparam name="T">What each value is.</typeparam>
internal sealed class AnswerReader<T>(AnswerStream answer, ManagerAddress address)
{
    private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)ApiJson.Default.Options.GetTypeInfo(typeof(T));
    private byte[] _buffer = new byte[32 * 1024];
    private int _begin;
    private int _scanned;
    private int _end;

    public async IAsyncEnumerable<Answer<T>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TakeLine() is { } line)
            {
                // An empty line is a sign of life.
                if (line.Length > 0) yield return Parse(_buffer.AsSpan(line.Start, line.Length));
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (!await FillAsync()) break;
        }

        if (_end > _begin) throw ManagerErrors.AnswerCut(address);
    }

    /// <summary>Where the next whole line is; null when there is none yet.</summary>
    private (int Start, int Length)? TakeLine()
    {
        var at = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
        if (at < 0)
        {
            _scanned = _end;
            return null;
        }

        var line = (_begin, _scanned + at - _begin);
        _begin = _scanned = _scanned + at + 1;
        return line;
    }

    /// <summary>Reads more; false at the end.</summary>
    private async ValueTask<bool> FillAsync()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_end, _scanned, _begin) = (_end - _begin, _scanned - _begin, 0);
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= address.MaxAnswerBytes) throw ManagerErrors.AnswerTooLarge(address);
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, address.MaxAnswerBytes));
        }

        var read = await answer.ReadAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }

    private Answer<T> Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return ToAnswer(line);
        }
        catch (JsonException failure)
        {
            throw ManagerErrors.AnswerMalformed(address, $"a line is not the JSON that belongs there (byte {failure.BytePositionInLine})");
        }
    }

    private Answer<T> ToAnswer(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var (value, hasValue) = (default(T), false);
        Problem? failure = null;
        ClusterWarning? warning = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                (value, hasValue) = (JsonSerializer.Deserialize(ref reader, _type), true);
            }
            else if (reader.ValueTextEquals("failure"u8))
            {
                reader.Read();
                failure = JsonSerializer.Deserialize(ref reader, ApiJson.Default.Problem);
            }
            else if (reader.ValueTextEquals("warning"u8))
            {
                reader.Read();
                warning = JsonSerializer.Deserialize(ref reader, ApiJson.Default.ClusterWarning);
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                throw JsonSerializer.Deserialize(ref reader, ApiJson.Default.Problem)!.ToException();
            }
            else
            {
                // What a newer manager tells besides.
                reader.Skip();
            }
        }

        return hasValue || failure is not null || warning is not null ? new Answer<T>(value, failure?.ToException(), warning) : throw new JsonException();
    }
}
