using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.Transport;

/// <summary>Reads values of JSON from answers, and says in the operator's words what is wrong with those that are none.</summary>
internal static class AnswerJson
{
    /// <summary>One value, the whole body.</summary>
    public static async Task<T> ReadAsync<T>(AnswerStream answer, JsonTypeInfo<T> type)
    {
        var body = await answer.ReadWholeAsync();
        return Parse(answer.Errors, body.Span, type);
    }

    public static T Parse<T>(TransportErrors errors, ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw errors.AnswerMalformed("it is null");
        }
        catch (JsonException failure)
        {
            throw WhyNot(errors, body, failure);
        }
    }

    /// <summary>Why a body is not the JSON that belongs there: a web page, an end in the middle, or something else.</summary>
    public static ClusterException WhyNot(TransportErrors errors, ReadOnlySpan<byte> body, JsonException failure)
    {
        var text = body.TrimStart(" \t\r\n\uFEFF"u8);
        if (text.IsEmpty) return errors.AnswerCut();
        if (text[0] == '<') return errors.NotTheApi("it sends a web page where JSON should be");
        return IsBeginning(text)
            ? errors.AnswerCut()
            : errors.AnswerMalformed($"it is not the JSON that belongs there (byte {failure.BytePositionInLine})");
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
