using System.Text.Json;
using System.Text.Json.Serialization;

namespace LyttleCluster.Demo.Hosts;

/// <summary>One of the two hosts, as its keeper names it.</summary>
/// <param name="Name">Its name in the demo.</param>
/// <param name="Docker">Where its engine listens.</param>
/// <param name="Address">Where its published ports are reached, from this machine only.</param>
/// <param name="Process">The process id of its dockerd.</param>
/// <param name="NginxApi">Where the agent beside its nginx answers.</param>
/// <param name="NginxApiKeyFile">The file with the agent's key.</param>
/// <param name="ProxyAddress">Where its nginx takes requests.</param>
internal sealed record DemoHost(string Name, string Docker, string Address, int Process, string NginxApi, string NginxApiKeyFile, string ProxyAddress);

/// <summary>The keeper's first line: what is up, and where.</summary>
/// <param name="Process">The process that holds the hosts: they go down with it, in order, on SIGTERM.</param>
/// <param name="State">A state file for this run alone; its folder goes with the hosts.</param>
/// <param name="OtherState">A state file for another operator of the same hosts.</param>
/// <param name="Hosts">The hosts.</param>
internal sealed record HostsUp(int Process, string State, string OtherState, IReadOnlyList<DemoHost> Hosts);

/// <summary>The keeper's answer to one request, which is a JSON array of words.</summary>
/// <param name="Output">What came of it.</param>
/// <param name="Error">Why nothing came of it; null when all is well.</param>
internal sealed record HostsReply(string? Output, string? Error = null);

/// <summary>One JSON value a line, in both directions: easy to speak from PowerShell too.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HostsUp))]
[JsonSerializable(typeof(HostsReply))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class HostsJson : JsonSerializerContext;
