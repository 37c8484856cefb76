using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Api;

/// <summary>
/// Secrets are text in the bodies of the API, and nowhere else: only this API's own serialisers know this, so no document, no log and no script can
/// write one by accident.
/// </summary>
internal sealed class SecretJson : JsonConverter<Secret>
{
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new Secret(reader.GetString()!) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
}
