using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Api;

/// <summary>Durations are numbers of seconds, to the 100 ns: what every language reads, and what a query string holds.</summary>
internal sealed class SecondsJson : JsonConverter<TimeSpan>
{
    private static readonly decimal Longest = (decimal)long.MaxValue / TimeSpan.TicksPerSecond;

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var seconds) && FromSeconds(seconds) is { } time ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Ticks % TimeSpan.TicksPerSecond == 0 ? value.Ticks / TimeSpan.TicksPerSecond : value.Ticks / (decimal)TimeSpan.TicksPerSecond);

    /// <summary>The time; null when it is out of range.</summary>
    public static TimeSpan? FromSeconds(decimal seconds) =>
        Math.Abs(seconds) < Longest ? new TimeSpan((long)(seconds * TimeSpan.TicksPerSecond)) : null;
}
