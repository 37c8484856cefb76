using System.Text.Json.Serialization;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Endpoints;
using LyttleCluster.Service.Agent.Host;
using LyttleCluster.Service.Agent.Operations;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>How the agent's JSON is written: generated at build time, so that nothing is reflected on, which costs memory and the first call's time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(UtcMilliseconds)])]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(LivenessBody))]
[JsonSerializable(typeof(ReadinessBody))]
[JsonSerializable(typeof(AuthStatusBody))]
[JsonSerializable(typeof(AuthInfoBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(TokenClaims))]
[JsonSerializable(typeof(NginxBody))]
[JsonSerializable(typeof(ConfigurationTestBody))]
[JsonSerializable(typeof(ReloadBody))]
[JsonSerializable(typeof(LogBody))]
[JsonSerializable(typeof(OperationBody))]
[JsonSerializable(typeof(OperationList))]
[JsonSerializable(typeof(ReloadOperation[]))]
[JsonSerializable(typeof(ClusterNodesBody))]
[JsonSerializable(typeof(HostFacts))]
[JsonSerializable(typeof(RebootBody))]
internal sealed partial class AgentJson : JsonSerializerContext;
