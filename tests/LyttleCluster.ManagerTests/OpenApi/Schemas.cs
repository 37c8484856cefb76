using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core;
using LyttleCluster.Core.Api;

namespace LyttleCluster.ManagerTests.OpenApi;

/// <summary>Describes types as JSON Schema: requests as they are read, the rest as it is written.</summary>
internal sealed class Schemas(XmlDocs docs)
{
    private static readonly NullabilityInfoContext Nullability = new();
    private readonly SortedDictionary<string, JsonNode> _all = new(StringComparer.Ordinal);

    public JsonObject All => new(_all.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value.DeepClone())));

    public static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    /// <summary>The schema of a type; of an object or an enum a reference to it.</summary>
    public JsonNode Of(Type type, bool isRequest = false)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return Simple(plain) ?? List(plain, isRequest) ?? Map(plain, isRequest) ?? Named(plain, isRequest);
    }

    /// <summary>The properties of a request, with what each is.</summary>
    public IEnumerable<(JsonPropertyInfo Property, PropertyInfo Source)> PropertiesOf(Type type, bool isRequest) =>
        (isRequest ? RequestJson.Reading : ApiJson.Default.Options).GetTypeInfo(type).Properties
            .Select(property => (property, type.GetProperties().First(source => JsonNamingPolicy.CamelCase.ConvertName(source.Name) == property.Name)));

    /// <summary>A property with its words, and what it is when nobody names it.</summary>
    public JsonNode OfProperty(JsonPropertyInfo property, PropertyInfo source, object? unsaid)
    {
        var schema = Of(property.PropertyType, unsaid is not null);
        var described = new JsonObject();
        if (docs.Of(source) is { } words) described["description"] = words;
        foreach (var (name, value) in schema.AsObject()) described[name] = value?.DeepClone();
        if (unsaid is not null && source.GetValue(unsaid) is { } value2 && !property.IsRequired) described["default"] = JsonSerializer.SerializeToNode(value2, RequestJson.Reading);
        return described;
    }

    private static JsonObject? Simple(Type type) => type switch
    {
        _ when type == typeof(string) => new() { ["type"] = "string" },
        _ when type == typeof(bool) => new() { ["type"] = "boolean" },
        _ when type == typeof(int) => new() { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(long) => new() { ["type"] = "integer", ["format"] = "int64" },
        _ when type == typeof(double) => new() { ["type"] = "number", ["format"] = "double" },
        _ when type == typeof(TimeSpan) => new() { ["type"] = "number", ["format"] = "seconds" },
        _ when type == typeof(DateTimeOffset) => new() { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(Uri) => new() { ["type"] = "string", ["format"] = "uri" },
        _ when type == typeof(Secret) => new() { ["type"] = "string", ["format"] = "password" },
        _ when type == typeof(JsonElement) => new(),
        { IsEnum: true } when type.IsDefined(typeof(FlagsAttribute)) => new() { ["type"] = "string", ["examples"] = new JsonArray(string.Join(", ", Enum.GetNames(type).Skip(1))) },
        _ => null,
    };

    private JsonObject? List(Type type, bool isRequest)
    {
        var item = type.IsArray ? type.GetElementType() : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
        return item is null ? null : new JsonObject { ["type"] = "array", ["items"] = Of(item, isRequest) };
    }

    private JsonObject? Map(Type type, bool isRequest)
    {
        if (!type.IsGenericType) return null;
        var shape = type.GetGenericTypeDefinition();
        if (shape != typeof(ReadOnlyMap<>) && shape != typeof(IReadOnlyDictionary<,>)) return null;
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(type.GetGenericArguments()[^1], isRequest) };
    }

    private JsonObject Named(Type type, bool isRequest)
    {
        if (!_all.ContainsKey(type.Name))
        {
            // Marked first: a type may hold itself.
            _all[type.Name] = new JsonObject();
            _all[type.Name] = type.IsEnum ? EnumOf(type) : ObjectOf(type, isRequest);
        }

        return Ref(type.Name);
    }

    private JsonObject EnumOf(Type type)
    {
        var schema = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => JsonValue.Create(name))]) };
        if (docs.Of(type) is { } words) schema["description"] = words;
        return schema;
    }

    private JsonObject ObjectOf(Type type, bool isRequest)
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (docs.Of(type) is { } words) schema["description"] = words;
        var unsaid = isRequest && type.GetConstructor([]) is not null ? Activator.CreateInstance(type) : null;
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var (property, source) in PropertiesOf(type, isRequest))
        {
            properties[property.Name] = OfProperty(property, source, unsaid);
            if (isRequest && unsaid is not null ? property.IsRequired : IsAlwaysThere(source)) required.Add(property.Name);
        }

        schema["properties"] = properties;
        if (required.Count > 0) schema["required"] = required;
        if (isRequest) schema["additionalProperties"] = false;
        return schema;
    }

    private static bool IsAlwaysThere(PropertyInfo property) => Nullability.Create(property).ReadState == NullabilityState.NotNull;
}
