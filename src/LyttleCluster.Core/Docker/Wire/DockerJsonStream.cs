using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>An answer of many values, one a line, as they come: events and samples. Its owner disposes it, and the engine sees that.</summary>
internal sealed class DockerJsonStream<T>(AnswerStream answer, JsonTypeInfo<T> type) : IAsyncDisposable
    where T : class
{
    private readonly AnswerLines _lines = new(answer);

    /// <summary>The next value; null at the end of the answer.</summary>
    public async ValueTask<T?> NextAsync()
    {
        while (await _lines.MoveNextAsync())
        {
            // RFC 7464 begins each value with a record separator.
            var line = _lines.Current.Trim(" \t\r\u001E"u8);
            if (!line.IsEmpty) return AnswerJson.Parse(answer.Errors, line.Span, type);
        }

        return null;
    }

    public ValueTask DisposeAsync() => answer.DisposeAsync();
}
