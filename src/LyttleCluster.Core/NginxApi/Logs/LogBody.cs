using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>The body of <c>GET /logs</c> in any of its shapes, oldest line first.</summary>
/// <param name="Entries">The lines.</param>
/// <param name="Next">The agent's cursor behind the last of them; null elsewhere.</param>
internal sealed record LogBody(IReadOnlyList<NginxApiLogEntry> Entries, string? Next)
{
    /// <summary>A bare list of texts, <c>{"logs":[text]}</c>, or <c>{"count","logs","entries"}</c>; null when the body is none of them.</summary>
    public static LogBody? Parse(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { } root) return null;
        if (root.ValueKind == JsonValueKind.Array) return new LogBody(OfTexts(root), null);
        if (root.Field("entries") is { ValueKind: JsonValueKind.Array } entries) return new LogBody(OfObjects(entries), root.Text("next"));
        return root.Field("logs") is { ValueKind: JsonValueKind.Array } logs ? new LogBody(OfTexts(logs), null) : null;
    }

    private static List<NginxApiLogEntry> OfTexts(JsonElement list)
    {
        var entries = new List<NginxApiLogEntry>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String) entries.Add(LogLine.Parse(item.GetString()!));
            else if (item.ValueKind == JsonValueKind.Object) entries.Add(LogLine.Of(item, raw: null));
        }

        return entries;
    }

    private static List<NginxApiLogEntry> OfObjects(JsonElement list)
    {
        var entries = new List<NginxApiLogEntry>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Object) entries.Add(LogLine.Of(item, item.Text("raw")));
        }

        return entries;
    }
}
