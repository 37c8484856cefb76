using System.Text.Json.Serialization;

namespace LyttleCluster.Core.NginxApi;

/// <summary>The JSON that is sent, by generated code. What is read is read tolerantly, see <see cref="WireJson"/>.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class NginxApiJson : JsonSerializerContext;
