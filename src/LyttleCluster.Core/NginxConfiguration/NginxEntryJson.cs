using System.Text.Json;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// An entry on the wire: the fields of LyttleNGINX v2's <c>/proxies</c> (nginx-api.md, 7), and for what they cannot say those of our agent:
/// <c>upstreams</c>, <c>leastConnections</c>, <c>root</c>, <c>redirectStatus</c>, <c>redirectKeepPath</c>, <c>certificateFile</c>, <c>certificateKeyFile</c>.
/// A field of the agent's is written only where it says more than its absence. Pure.
/// </summary>
internal static class NginxEntryJson
{
    /// <summary>The entry as an object, without an id.</summary>
    public static byte[] Write(NginxEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) Write(json, entry);
        return buffer.ToArray();
    }

    /// <summary>The entry as an object into a larger body.</summary>
    public static void Write(Utf8JsonWriter json, NginxEntry entry)
    {
        json.WriteStartObject();
        WriteFields(json, entry);
        json.WriteEndObject();
    }

    /// <summary>The fields alone, for who adds its own.</summary>
    public static void WriteFields(Utf8JsonWriter json, NginxEntry entry)
    {
        json.WriteStartArray("domains");
        foreach (var name in entry.Names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("proxyPassHost", ProxyPassHost(entry));
        json.WriteString("type", entry.Kind.ToString().ToUpperInvariant());
        json.WriteBoolean("ssl", entry.Tls);
        json.WriteString("nginxCustomCode", entry.Custom);
        if (entry.Upstreams.Count > 1 || entry.Upstreams.Any(upstream => upstream is not { Weight: 1, MaxFails: null, FailTimeoutSec: null })) WriteUpstreams(json, entry.Upstreams);
        if (entry.LeastConnections) json.WriteBoolean("leastConnections", true);
        if (entry.Kind == NginxEntryKind.Root) json.WriteString("root", entry.Root);
        if (entry is { Kind: NginxEntryKind.Redirect, RedirectStatus: not 301 }) json.WriteNumber("redirectStatus", entry.RedirectStatus);
        if (entry is { Kind: NginxEntryKind.Redirect, RedirectKeepPath: true }) json.WriteBoolean("redirectKeepPath", true);
        if (entry.CertificateFile is { } certificate) json.WriteString("certificateFile", certificate);
        if (entry.CertificateKeyFile is { } key) json.WriteString("certificateKeyFile", key);
    }

    /// <summary>What an object says, not normalised and not checked; null where it is no entry at all (no names, a kind that is not known).</summary>
    public static NginxEntry? Read(JsonElement json)
    {
        var names = Texts(json, "domains");
        if (names.Count == 0 || !Enum.TryParse<NginxEntryKind>(Text(json, "type"), ignoreCase: true, out var kind) || !Enum.IsDefined(kind)) return null;
        var target = Text(json, "proxyPassHost") ?? "";
        var upstreams = Upstreams(json);
        if (kind == NginxEntryKind.Proxy && upstreams.Count == 0 && target.Length > 0) upstreams = [new NginxUpstream(Address(target))];
        return new NginxEntry
        {
            Names = names,
            Kind = kind,
            Upstreams = kind == NginxEntryKind.Proxy ? upstreams : [],
            LeastConnections = Flag(json, "leastConnections"),
            Root = kind == NginxEntryKind.Root ? Text(json, "root") : null,
            RedirectTo = kind == NginxEntryKind.Redirect ? target : null,
            RedirectStatus = Number(json, "redirectStatus") ?? 301,
            RedirectKeepPath = Flag(json, "redirectKeepPath"),
            Tls = Flag(json, "ssl"),
            CertificateFile = Text(json, "certificateFile"),
            CertificateKeyFile = Text(json, "certificateKeyFile"),
            Custom = Text(json, "nginxCustomCode") ?? "",
        };
    }

    /// <summary>v2 has one field for where an entry leads. With several upstreams it is the first, so that a v2 client shows something true.</summary>
    private static string ProxyPassHost(NginxEntry entry) => entry.Kind switch
    {
        NginxEntryKind.Proxy => entry.Upstreams.Count > 0 ? entry.Upstreams[0].Address.OriginalString : "",
        NginxEntryKind.Redirect => entry.RedirectTo ?? "",
        _ => "",
    };

    private static void WriteUpstreams(Utf8JsonWriter json, IReadOnlyList<NginxUpstream> upstreams)
    {
        json.WriteStartArray("upstreams");
        foreach (var upstream in upstreams)
        {
            json.WriteStartObject();
            json.WriteString("url", upstream.Address.OriginalString);
            if (upstream.Weight != 1) json.WriteNumber("weight", upstream.Weight);
            if (upstream.MaxFails is { } fails) json.WriteNumber("maxFails", fails);
            if (upstream.FailTimeoutSec is { } seconds) json.WriteNumber("failTimeoutSec", seconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static List<NginxUpstream> Upstreams(JsonElement json)
    {
        if (!json.TryGetProperty("upstreams", out var list) || list.ValueKind != JsonValueKind.Array) return [];
        return [.. list.EnumerateArray()
            .Select(item => item.ValueKind == JsonValueKind.Object ? item : default)
            .Select(item => new NginxUpstream(Address(Text(item, "url") ?? ""), Number(item, "weight") ?? 1, Number(item, "maxFails"), Number(item, "failTimeoutSec")))];
    }

    /// <summary>What was sent, also where it is no address: the rules refuse it then, and nothing that was sent is silently left out.</summary>
    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : new Uri("invalid:" + Uri.EscapeDataString(text), UriKind.RelativeOrAbsolute);

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static int? Number(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static List<string> Texts(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}
