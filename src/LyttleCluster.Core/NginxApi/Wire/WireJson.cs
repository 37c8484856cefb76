using System.Globalization;
using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// JSON of seven generations, read tolerantly: a field that is missing, null or of another kind is simply not told. So no generation's
/// additions, and no fault of one field, cost the rest of an answer.
/// </summary>
internal static class WireJson
{
    /// <summary>Null when it is not JSON, or is cut.</summary>
    public static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(WithoutMark(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Whether it is told at all, and be it as null.</summary>
    public static bool Has(this JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool? Flag(this JsonElement element, string name) => element.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static double? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    public static int? Count(this JsonElement element, string name) => element.Number(name) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null;

    public static long? Bytes(this JsonElement element, string name) => element.Number(name) is >= 0 and < long.MaxValue and var number ? (long)number : null;

    public static TimeSpan? Milliseconds(this JsonElement element, string name) => element.Number(name) is >= 0 and < 1e12 and var number ? TimeSpan.FromMilliseconds(number) : null;

    public static TimeSpan? Seconds(this JsonElement element, string name) => element.Number(name) is >= 0 and < 1e11 and var number ? TimeSpan.FromSeconds(number) : null;

    /// <summary>A time in UTC, as ISO 8601.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) => ParseTime(element.Text(name));

    public static DateTimeOffset? ParseTime(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>The elements of a list; none when it is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Field(name)?.Items() ?? [];

    /// <inheritdoc cref="Items(JsonElement, string)"/>
    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>The texts of a list; other elements are left out.</summary>
    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
