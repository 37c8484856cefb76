using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Docker;

/// <summary>JSON of the Docker Engine API, by generated code. Unknown fields are skipped; names are as the engine writes them.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowReadingFromString, AllowTrailingCommas = false)]
[JsonSerializable(typeof(DockerContainerDetail))]
[JsonSerializable(typeof(DockerInfo))]
[JsonSerializable(typeof(DockerVersion))]
[JsonSerializable(typeof(DockerStats))]
[JsonSerializable(typeof(DockerEvent))]
[JsonSerializable(typeof(DockerMessage))]
[JsonSerializable(typeof(DockerWaitAnswer))]
[JsonSerializable(typeof(DockerId))]
[JsonSerializable(typeof(DockerExecDetail))]
[JsonSerializable(typeof(DockerExecCreate))]
[JsonSerializable(typeof(DockerExecStart))]
[JsonSerializable(typeof(DockerSwarmNode[]))]
internal sealed partial class DockerJson : JsonSerializerContext;
