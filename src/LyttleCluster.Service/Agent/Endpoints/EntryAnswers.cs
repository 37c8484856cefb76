using System.Buffers;
using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx.Publishing;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>Writes what is answered about entries. By hand, because the fields of an entry have one writer only.</summary>
internal static class EntryAnswers
{
    public static Task JsonAsync(this HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return context.JsonAsync(bytes.WrittenSpan.ToArray(), status);
    }

    /// <summary>An entry with its number and tag.</summary>
    public static void Entry(Utf8JsonWriter json, EntryRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("id", row.Id);
        json.WriteString("etag", row.ETag);
        NginxEntryJson.WriteFields(json, row.Entry);
        json.WriteEndObject();
    }

    public static void Entry(Utf8JsonWriter json, string name, EntryRow? row)
    {
        json.WritePropertyName(name);
        if (row is null) json.WriteNullValue();
        else Entry(json, row);
    }

    public static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    public static void Upstreams(Utf8JsonWriter json, IReadOnlyList<UpstreamAnswer> answers, bool withIndex)
    {
        json.WriteStartArray("upstreams");
        foreach (var answer in answers)
        {
            json.WriteStartObject();
            if (withIndex) json.WriteNumber("index", answer.Index);
            json.WriteString("url", answer.Url.ToString());
            json.WriteBoolean("ok", answer.Error is null);
            if (answer.Error is not null) json.WriteString("error", answer.Error);
            json.WriteNumber("durationMs", (long)answer.Duration.TotalMilliseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The error envelope with what is wrong with single entries.</summary>
    public static Task RefuseAsync(this HttpContext context, PublishAnswer.Refused refused, TimeProvider time) => context.JsonAsync(
        json =>
        {
            json.WriteNumber("statusCode", refused.Status);
            json.WriteString("timestamp", UtcMilliseconds.Text(time.GetUtcNow()));
            json.WriteString("path", context.Request.Path.Value ?? "/");
            json.WriteString("method", context.Request.Method);
            if (refused.Status == StatusCodes.Status400BadRequest) Texts(json, "message", refused.Messages);
            else json.WriteString("message", string.Join(' ', refused.Messages));
            json.WriteString("code", refused.Code);
            json.WriteStartArray("problems");
            foreach (var problem in refused.Problems) Problem(json, problem);
            json.WriteEndArray();
            if (refused.Output is not null) json.WriteString("output", refused.Output);
        },
        refused.Status);

    private static void Problem(Utf8JsonWriter json, PublishProblem problem)
    {
        json.WriteStartObject();
        json.WriteNumber("index", problem.Index);
        if (problem.Id is { } id) json.WriteNumber("id", id);
        else json.WriteNull("id");
        json.WriteString("field", problem.Field);
        json.WriteString("code", problem.Code);
        json.WriteString("message", problem.Message);
        json.WriteEndObject();
    }
}
