using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Core.Api;

/// <summary>How requests are read and written.</summary>
internal static class RequestJson
{
    /// <summary>
    /// Reads: what is not named keeps the value that it has in a request that says nothing, which serialisers made at build time cannot do
    /// (dotnet/runtime issue 92877); what is not known, twice there or null where nothing may be null is refused.
    /// </summary>
    public static JsonSerializerOptions Reading { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new SecondsJson(), new SecretJson(), new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { SecretProperties.Add } },
    };

    private static readonly JsonSerializerOptions Writing = new(ApiJson.Default.Options) { TypeInfoResolver = ApiJson.Default.WithAddedModifier(SecretProperties.Add) };

    /// <summary>A request as the body of its call: all of it, so that the manager needs no default of its own.</summary>
    public static byte[] Write(object request) => JsonSerializer.SerializeToUtf8Bytes(request, Writing.GetTypeInfo(request.GetType()));
}
