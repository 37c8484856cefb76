using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.Api;

/// <summary>
/// Reads a request from a query string, as people type it: <c>?nodes=web*&amp;state=Running&amp;labels=role=web&amp;timeout=2.5</c>. Lists and maps are
/// repeated, times are ISO 8601, durations are seconds, names of states count without case. Knows no use case, only types of properties.
/// </summary>
internal static class QueryReader
{
    /// <summary>A manager watches, so people who do not say otherwise are answered with what it knows.</summary>
    private const string Cached = "cached";

    /// <summary>The request.</summary>
    /// <param name="parameters">The names and their values, decoded.</param>
    /// <exception cref="ClusterException"><c>QueryParameterUnknown</c>, <c>QueryValueInvalid</c>, <c>QuerySecretRefused</c>, and those of <see cref="RequestReader"/>.</exception>
    public static TRequest Read<TRequest>(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> parameters)
    {
        var known = RequestJson.Reading.GetTypeInfo(typeof(TRequest)).Properties;
        var body = new JsonObject();
        foreach (var (name, values) in parameters)
        {
            var property = known.FirstOrDefault(property => property.Name == name) ?? throw ApiErrors.QueryParameterUnknown(name, known.Select(property => property.Name));
            body[name] = Value(property, values);
        }

        if (!body.ContainsKey(Cached) && known.Any(property => property.Name == Cached && property.PropertyType == typeof(bool))) body[Cached] = true;
        return RequestReader.Read<TRequest>(JsonSerializer.SerializeToElement(body, (JsonTypeInfo<JsonObject>)RequestJson.Reading.GetTypeInfo(typeof(JsonObject))));
    }

    private static JsonNode Value(JsonPropertyInfo property, IReadOnlyList<string> values)
    {
        if (property.PropertyType == typeof(Secret)) throw ApiErrors.QuerySecretRefused(property.Name);
        if (MapValue(property.PropertyType) is not null) return Map(property.Name, values);
        if (ItemOf(property.PropertyType) is { } item) return new JsonArray([.. values.Select(value => One(property.Name, item, value))]);
        return values is [var only] ? One(property.Name, property.PropertyType, only) : throw ApiErrors.QueryValueInvalid(property.Name, string.Join(", ", values), "one value");
    }

    private static JsonObject Map(string name, IReadOnlyList<string> values)
    {
        var map = new JsonObject();
        foreach (var value in values)
        {
            var split = value.IndexOf('=', StringComparison.Ordinal);
            if (split < 1 || !map.TryAdd(value[..split], value[(split + 1)..])) throw ApiErrors.QueryValueInvalid(name, value, "key=value, each key once");
        }

        return map;
    }

    private static JsonNode One(string name, Type type, string text)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain switch
        {
            _ when plain == typeof(string) || plain == typeof(Uri) => JsonValue.Create(text),
            _ when plain == typeof(bool) => text switch
            {
                "true" or "" => JsonValue.Create(true),
                "false" => JsonValue.Create(false),
                _ => throw ApiErrors.QueryValueInvalid(name, text, "true or false"),
            },
            _ when plain == typeof(int) => JsonValue.Create(int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw ApiErrors.QueryValueInvalid(name, text, "a whole number")),
            _ when plain == typeof(TimeSpan) => JsonValue.Create(decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : throw ApiErrors.QueryValueInvalid(name, text, "a number of seconds, e.g. 2.5")),
            _ when plain == typeof(DateTimeOffset) => JsonValue.Create(Time(name, text)),
            _ when plain == typeof(ContainerRef) => Container(name, text),
            { IsEnum: true } => JsonValue.Create(Enum.GetNames(plain).FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? throw ApiErrors.QueryValueInvalid(name, text, $"one of {string.Join(", ", Enum.GetNames(plain))}")),
            _ => throw ApiErrors.QueryValueInvalid(name, text, "nothing: give it in a body"),
        };
    }

    // Without a zone it is UTC: a manager serves people in many.
    private static DateTimeOffset Time(string name, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw ApiErrors.QueryValueInvalid(name, text, "a time such as 2026-11-21T06:23:09Z");

    private static JsonObject Container(string name, string text) =>
        text.Split('/') is [{ Length: > 0 } node, { Length: > 0 } id]
            ? new JsonObject { ["node"] = node, ["id"] = id, ["name"] = id }
            : throw ApiErrors.QueryValueInvalid(name, text, "NODE/ID with the full id");

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    private static Type? MapValue(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;
}
