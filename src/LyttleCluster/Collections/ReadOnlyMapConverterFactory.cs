using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster;

/// <summary>
/// Reads and writes a <see cref="ReadOnlyMap{TValue}"/> as the JSON object that a dictionary is. Public, because the serialisers made at
/// build time name it; such a one must know the dictionary of the same types too.
/// </summary>
public sealed class ReadOnlyMapConverterFactory : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(ReadOnlyMap<>);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<TValue> : JsonConverter<ReadOnlyMap<TValue>>
    {
        public override ReadOnlyMap<TValue>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize(ref reader, DictionaryIn(options));

        public override void Write(Utf8JsonWriter writer, ReadOnlyMap<TValue> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Dictionary<string, TValue>(value), DictionaryIn(options));

        private static JsonTypeInfo<Dictionary<string, TValue>> DictionaryIn(JsonSerializerOptions options) =>
            (JsonTypeInfo<Dictionary<string, TValue>>)options.GetTypeInfo(typeof(Dictionary<string, TValue>));
    }
}
