using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.Api;

/// <summary>Reads a request from the JSON object that says it, and tells in words what is wrong with one that does not.</summary>
internal static class RequestReader
{
    /// <summary>No time limit of a request is longer: timers know no more.</summary>
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(49);

    /// <summary>The request.</summary>
    /// <param name="body">A JSON object.</param>
    /// <param name="ignored">A property that is no part of the request.</param>
    /// <exception cref="ClusterException"><c>RequestPropertyUnknown</c>, <c>RequestPropertyMissing</c>, <c>RequestInvalid</c>.</exception>
    public static TRequest Read<TRequest>(JsonElement body, string? ignored = null)
    {
        if (body.ValueKind != JsonValueKind.Object) throw ApiErrors.RequestInvalid("the body is a JSON object");
        var type = (JsonTypeInfo<TRequest>)RequestJson.Reading.GetTypeInfo(typeof(TRequest));
        CheckNames(type, body, ignored);
        try
        {
            var request = JsonSerializer.Deserialize(Without(body, ignored), type) ?? throw ApiErrors.RequestInvalid("the body is a JSON object");
            CheckTimes(type, request);
            return request;
        }
        catch (JsonException wrong)
        {
            throw ApiErrors.RequestInvalid($"what stands at '{wrong.Path}' is not what belongs there");
        }
        catch (ArgumentException)
        {
            throw ApiErrors.RequestInvalid("it holds a value twice");
        }
    }

    private static void CheckNames(JsonTypeInfo type, JsonElement body, string? ignored)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (property.Name == ignored) continue;
            if (!type.Properties.Any(known => known.Name == property.Name)) throw ApiErrors.PropertyUnknown(property.Name, type.Properties.Select(known => known.Name));
            // Annotations know no null in lists, and lists of names are what most requests are made of.
            if (HoldsNull(property.Value)) throw ApiErrors.RequestInvalid($"a list in '{property.Name}' holds null");
        }

        var missing = type.Properties.Where(known => known.IsRequired && !body.TryGetProperty(known.Name, out _)).Select(known => known.Name).ToList();
        if (missing.Count > 0) throw ApiErrors.PropertyMissing(missing);
    }

    private static bool HoldsNull(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Null || HoldsNull(item)),
        JsonValueKind.Object => value.EnumerateObject().Any(property => HoldsNull(property.Value)),
        _ => false,
    };

    private static void CheckTimes(JsonTypeInfo type, object request)
    {
        foreach (var property in type.Properties)
        {
            if (property.Get?.Invoke(request) is TimeSpan time && (time < TimeSpan.Zero || time > LongestTime)) throw ApiErrors.RequestInvalid($"'{property.Name}' is a number of seconds from 0 to {LongestTime.TotalSeconds}");
        }
    }

    private static JsonElement Without(JsonElement body, string? ignored)
    {
        if (ignored is null || !body.TryGetProperty(ignored, out _)) return body;
        var rest = JsonObject.Create(body)!;
        rest.Remove(ignored);
        return JsonSerializer.SerializeToElement(rest, RequestJson.Reading.GetTypeInfo(typeof(JsonObject)));
    }
}
