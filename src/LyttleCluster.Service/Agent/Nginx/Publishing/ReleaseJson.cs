using System.Buffers;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>The files of the draft and of releases. Entries are written as on the wire, one format for both.</summary>
internal static class ReleaseJson
{
    /// <summary>What a release is, and then what is long: who lists releases reads only the beginning.</summary>
    public static byte[] Write(NewConfiguration configuration)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WritePropertyName("release");
            JsonSerializer.Serialize(json, configuration.Release, ReleaseJsonContext.Default.ConfigurationRelease);
            json.WriteStartObject("addresses");
            foreach (var (host, addresses) in configuration.Addresses.OrderBy(pair => pair.Key, StringComparer.Ordinal)) WriteAddresses(json, host, addresses);
            json.WriteEndObject();
            WriteEntries(json, configuration.Entries);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Write(EntrySet entries)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteEntries(json, entries);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is not what was written.</exception>
    public static EntrySet ReadEntries(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("entries", out var entries) || !root.TryGetProperty("nextId", out var next)) throw new JsonException("It has no entries.");
        return new EntrySet(entries.EnumerateArray().Select(ReadRow), next.GetInt32());
    }

    /// <exception cref="JsonException">It is not what was written.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> ReadAddresses(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        return document.RootElement.TryGetProperty("addresses", out var addresses)
            ? addresses.EnumerateObject().ToDictionary(
                host => host.Name, IReadOnlyList<IPAddress> (host) => [.. host.Value.EnumerateArray().Select(address => IPAddress.Parse(address.GetString()!))], StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, IReadOnlyList<IPAddress>>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The release at the beginning of a file of it.</summary>
    /// <exception cref="JsonException">It is not what was written.</exception>
    public static ConfigurationRelease ReadRelease(ReadOnlySpan<byte> beginning)
    {
        var reader = new Utf8JsonReader(beginning, isFinalBlock: false, default);
        if (!reader.Read() || !reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.Read()) throw new JsonException("It is no release.");
        return JsonSerializer.Deserialize(ref reader, ReleaseJsonContext.Default.ConfigurationRelease) ?? throw new JsonException("It is no release.");
    }

    private static void WriteEntries(Utf8JsonWriter json, EntrySet entries)
    {
        json.WriteNumber("nextId", entries.NextId);
        json.WriteStartArray("entries");
        foreach (var row in entries.Rows)
        {
            json.WriteStartObject();
            json.WriteNumber("id", row.Id);
            NginxEntryJson.WriteFields(json, row.Entry);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static EntryRow ReadRow(JsonElement json) =>
        json.TryGetProperty("id", out var id) && id.TryGetInt32(out var number) && NginxEntryJson.Read(json) is { } entry ? new EntryRow(number, entry) : throw new JsonException("It has an entry that is none.");

    private static void WriteAddresses(Utf8JsonWriter json, string host, IReadOnlyList<IPAddress> addresses)
    {
        json.WriteStartArray(host);
        foreach (var address in addresses) json.WriteStringValue(address.ToString());
        json.WriteEndArray();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConfigurationRelease))]
internal sealed partial class ReleaseJsonContext : JsonSerializerContext;
