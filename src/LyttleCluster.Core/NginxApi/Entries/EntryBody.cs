using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.NginxApi;

/// <summary>Entries out of the bodies of <c>/proxies</c> and <c>/releases</c>, and into what is sent there. Pure.</summary>
internal static class EntryBody
{
    // What our agent says beside what NginxEntryJson knows.
    private static readonly HashSet<string> Known =
    [
        "id", "etag", "domains", "proxyPassHost", "type", "ssl", "nginxCustomCode", "upstreams", "leastConnections", "root", "redirectStatus", "redirectKeepPath",
        "certificateFile", "certificateKeyFile", "createdAt", "updatedAt",
    ];

    private static readonly HashSet<string> KnownOfUpstream = ["url", "weight", "maxFails", "failTimeoutSec"];

    /// <summary><c>GET /proxies</c>, by id; null when the body is none.</summary>
    public static IReadOnlyList<NginxApiEntry>? List(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement.Field("proxies") is not { ValueKind: JsonValueKind.Array } list) return null;
        return [.. list.EnumerateArray().Select(Read).OfType<NginxApiEntry>().OrderBy(entry => entry.Id)];
    }

    /// <summary>The entry in the answer to a change (<c>{"proxy":{…}}</c>); null when there is none.</summary>
    public static NginxApiEntry? Changed(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        return json?.RootElement.Field("proxy") is { } entry ? Read(entry) : null;
    }

    /// <summary>One entry; null when it has no id.</summary>
    public static NginxApiEntry? Read(JsonElement json) => json.Count("id") is { } id ? ReadAs(json, id) : null;

    /// <summary>One entry whose id is told beside it.</summary>
    public static NginxApiEntry ReadAs(JsonElement json, int id)
    {
        var names = json.Texts("domains");
        return new NginxApiEntry { Id = id, ETag = json.Text("etag"), Entry = Express(json), Names = names, Raw = Say(json, names) };
    }

    /// <summary>What is sent to make an entry, or to make one be so: never an id, and no field that the node does not know.</summary>
    public static byte[] Write(NginxEntry entry) => NginxEntryJson.Write(entry);

    /// <summary>What an object says, normalised; null when that is not all it says, or it does not normalise.</summary>
    public static NginxEntry? Express(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || json.EnumerateObject().Any(field => !Known.Contains(field.Name) && Says(field.Value))) return null;
        if (json.Items("upstreams").Any(upstream => !IsWholeUpstream(upstream)) || NginxEntryJson.Read(json) is not { } read) return null;
        var (entry, problems) = NginxEntryRules.Normalise(read);
        return problems.Count == 0 ? entry : null;
    }

    /// <summary>Whether a field means anything: a newer program may have added ones that are off.</summary>
    private static bool Says(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetString() is { Length: > 0 },
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => true,
    };

    private static bool IsWholeUpstream(JsonElement upstream) =>
        upstream.ValueKind == JsonValueKind.Object && Uri.TryCreate(upstream.Text("url"), UriKind.Absolute, out _)
        && upstream.EnumerateObject().All(field => KnownOfUpstream.Contains(field.Name) || !Says(field.Value));

    private static string Say(JsonElement json, IReadOnlyList<string> names)
    {
        var custom = json.Text("nginxCustomCode") is { Length: > 0 } ? ", with custom code" : "";
        var target = json.Text("root") ?? json.Text("proxyPassHost");
        return ErrorText.Printable($"{json.Text("type") ?? "?"} {string.Join(' ', names)} -> {target}{(json.Flag("ssl") == true ? ", TLS" : "")}{custom}");
    }
}
