using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.NginxApi;

/// <summary>The bodies of the agent's <c>/releases</c>. Pure.</summary>
internal static class ReleaseBody
{
    /// <summary>What <c>POST /releases</c> is sent.</summary>
    public static byte[] Write(NginxApiReleaseCall call)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBoolean("dryRun", call.DryRun);
            json.WriteBoolean("testUpstreams", call.TestUpstreams);
            json.WriteStartArray("set");
            foreach (var set in call.Set) Write(json, set);
            json.WriteEndArray();
            json.WriteStartArray("remove");
            foreach (var remove in call.Remove) Write(json, remove.Id, remove.IfMatch, null);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary><c>GET /releases</c>; null when the body is none.</summary>
    public static NginxApiReleases? List(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement.Field("releases") is not { ValueKind: JsonValueKind.Array } list) return null;
        var releases = list.EnumerateArray().Select(Release).OfType<NginxApiReleaseInfo>().ToList();
        return new NginxApiReleases(json.RootElement.Text("current") ?? releases.Find(release => release.IsCurrent)?.Id, releases);
    }

    /// <summary><c>GET /releases/:id</c>; null when the body is none.</summary>
    public static NginxApiReleaseInfo? One(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { } root || Release(root) is not { } release) return null;
        return release with { Differences = [.. root.Items("diff").Select(Difference).OfType<NginxApiReleaseDifference>()] };
    }

    private static void Write(Utf8JsonWriter json, NginxApiReleaseSet set) => Write(json, set.Id, set.IfMatch, set.Entry);

    private static void Write(Utf8JsonWriter json, int? id, string? ifMatch, NginxEntry? entry)
    {
        json.WriteStartObject();
        if (id is { } there) json.WriteNumber("id", there);
        if (ifMatch is not null) json.WriteString("ifMatch", ifMatch);
        if (entry is not null)
        {
            json.WritePropertyName("entry");
            NginxEntryJson.Write(json, entry);
        }

        json.WriteEndObject();
    }

    private static NginxApiReleaseInfo? Release(JsonElement json) => json.Text("id") is not { Length: > 0 } id
        ? null
        : new NginxApiReleaseInfo
        {
            Id = id,
            CreatedAt = json.Time("createdAt"),
            Author = json.Text("author"),
            CorrelationId = json.Text("correlationId"),
            Previous = json.Text("previous"),
            IsPreviousTold = json.Has("previous"),
            EntryCount = json.Count("entryCount") ?? 0,
            IsCurrent = json.Flag("isCurrent") == true,
            Added = json.Count("added") ?? 0,
            Changed = json.Count("changed") ?? 0,
            Removed = json.Count("removed") ?? 0,
        };

    private static NginxApiReleaseDifference? Difference(JsonElement json) => json.Text("action") is { } action && json.Count("id") is { } id
        ? new NginxApiReleaseDifference(action, id, json.Texts("domains"), Side(json, "before", id), Side(json, "after", id))
        : null;

    private static NginxApiEntry? Side(JsonElement json, string name, int id) =>
        json.Field(name) is { ValueKind: JsonValueKind.Object } side ? EntryBody.ReadAs(side, id) : null;
}
