using System.Buffers;
using System.Runtime.CompilerServices;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.Docker;

/// <summary>Reads values of JSON from answers, and says in the operator's words what is wrong with those that are none.</summary>
internal static class DockerJsonReader
{
    /// <summary>One value, the whole body.</summary>
    public static async Task<T> ReadAsync<T>(AnswerStream answer, JsonTypeInfo<T> type)
    {
        var body = await answer.ReadWholeAsync();
        return Parse(answer.Endpoint, body.Span, type);
    }

    public static T Parse<T>(DockerEndpoint endpoint, ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw DockerErrors.AnswerMalformed(endpoint, "it is null");
        }
        catch (JsonException failure)
        {
            throw WhyNot(endpoint, body, failure);
        }
    }

    /// <summary>A stream of values, one a line (as events and stats come), as they come.</summary>
    public static async IAsyncEnumerable<T> ReadLinesAsync<T>(AnswerStream answer, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(answer, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var read = await pipe.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                if (TryParseLine(answer.Endpoint, buffer.Slice(0, end), type, out var value)) yield return value;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (read.IsCompleted)
            {
                if (TryParseLine(answer.Endpoint, buffer, type, out var last)) yield return last;
                break;
            }

            if (buffer.Length > DockerErrors.MaxAnswerBytes) throw DockerErrors.AnswerTooLarge(answer.Endpoint);
            pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Why a body is not the JSON that belongs there: a web page, an end in the middle, or something else.</summary>
    public static ClusterException WhyNot(DockerEndpoint endpoint, ReadOnlySpan<byte> body, JsonException failure)
    {
        var text = body.TrimStart(" \t\r\n\uFEFF"u8);
        if (text.IsEmpty) return DockerErrors.AnswerCut(endpoint);
        if (text[0] == '<') return DockerErrors.NotAnEngine(endpoint, "it sends a web page where JSON should be");
        return IsBeginning(text)
            ? DockerErrors.AnswerCut(endpoint)
            : DockerErrors.AnswerMalformed(endpoint, $"it is not the JSON that belongs there (byte {failure.BytePositionInLine})");
    }

    private static bool TryParseLine<T>(DockerEndpoint endpoint, ReadOnlySequence<byte> line, JsonTypeInfo<T> type, out T value)
    {
        var bytes = (line.IsSingleSegment ? line.FirstSpan : line.ToArray()).Trim(" \t\r\n\u001E"u8);
        value = default!;
        if (bytes.IsEmpty) return false;
        value = Parse(endpoint, bytes, type);
        return true;
    }

    /// <summary>Whether the text is right so far and only ends too early.</summary>
    private static bool IsBeginning(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
            }

            return reader.CurrentDepth > 0 || reader.TokenType == JsonTokenType.None;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
