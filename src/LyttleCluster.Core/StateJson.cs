using System.Text.Json;
using System.Text.Json.Serialization;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Core.Containers;
using LyttleCluster.Core.Domains;
using LyttleCluster.Core.Joining;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Operations;

namespace LyttleCluster.Core;

/// <summary>How documents and observations are written. Generated at build time, so that nothing is reflected on at start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(NodeDocument))]
[JsonSerializable(typeof(NodeEndpointDocument))]
[JsonSerializable(typeof(ClusterNode))]
// What a ReadOnlyMap is read and written as.
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(OperationDocument))]
[JsonSerializable(typeof(DroppedOperations))]
[JsonSerializable(typeof(UndoDocument))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ContainerNotes))]
[JsonSerializable(typeof(DomainDocument))]
[JsonSerializable(typeof(DomainNameDocument))]
[JsonSerializable(typeof(PublishedEntry))]
[JsonSerializable(typeof(PublishNotes))]
[JsonSerializable(typeof(AccessGrantDocument))]
[JsonSerializable(typeof(AccessRevocationDocument))]
[JsonSerializable(typeof(AccessTokenDocument))]
[JsonSerializable(typeof(JoinRequestDocument))]
[JsonSerializable(typeof(ClusterOperationStep))]
[JsonSerializable(typeof(AlertBookFile))]
[JsonSerializable(typeof(AlertSuspension))]
[JsonSerializable(typeof(AlertNotice))]
internal sealed partial class StateJson : JsonSerializerContext;
