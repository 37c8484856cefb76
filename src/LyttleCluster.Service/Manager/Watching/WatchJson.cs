using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Service.Manager.Watching;

/// <summary>How what is watched is written: as everywhere in the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClusterNode))]
[JsonSerializable(typeof(ClusterContainer))]
[JsonSerializable(typeof(ClusterEvent))]
[JsonSerializable(typeof(WatchedContainers))]
[JsonSerializable(typeof(WatchedName))]
[JsonSerializable(typeof(WatchRefusal))]
// What a ReadOnlyMap is written as.
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class WatchJson : JsonSerializerContext;

/// <summary>The data of <c>containers</c>.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Changed">New and changed ones.</param>
/// <param name="Gone">The ids of those that are gone.</param>
internal sealed record WatchedContainers(string Node, IReadOnlyList<ClusterContainer> Changed, IReadOnlyList<string> Gone);

/// <summary>The data of <c>node-gone</c>.</summary>
/// <param name="Name">The node's name.</param>
internal sealed record WatchedName(string Name);

/// <summary>The data of <c>error</c>, before a reader is left.</summary>
/// <param name="ErrorId">Why.</param>
/// <param name="Detail">In words.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record WatchRefusal(string ErrorId, string Detail, string? Remedy);
