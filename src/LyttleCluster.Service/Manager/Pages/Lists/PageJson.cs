using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>The text of values in JSON, as the API has it.</summary>
internal static class PageJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };
}
