using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LyttleCluster.Core.Api;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>The text of values in JSON: as the API has it, and in the same way for what only pages have.</summary>
internal static class PageJson
{
    public static readonly JsonSerializerOptions Options = new(ApiJson.Default.Options) { TypeInfoResolver = JsonTypeInfoResolver.Combine(ApiJson.Default, new DefaultJsonTypeInfoResolver()) };
}
