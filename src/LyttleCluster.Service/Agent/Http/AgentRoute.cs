using LyttleCluster.Service.Agent.Access;

namespace LyttleCluster.Service.Agent.Http;

/// <summary>One call of the agent's API.</summary>
/// <param name="Method">The HTTP verb.</param>
/// <param name="Pattern">The path, as ASP.NET routes name it.</param>
/// <param name="Right">What a caller must be allowed; null: anybody, without a credential.</param>
/// <param name="Handler">Answers it.</param>
internal sealed record AgentRoute(string Method, string Pattern, Right? Right, RequestDelegate Handler)
{
    /// <summary>The largest body it takes, in bytes; null: the usual.</summary>
    public int? BodyBytes { get; init; }

    public static AgentRoute Get(string pattern, Right? right, RequestDelegate handler) => new("GET", pattern, right, handler);

    public static AgentRoute Post(string pattern, Right right, RequestDelegate handler) => new("POST", pattern, right, handler);

    public static AgentRoute Patch(string pattern, Right right, RequestDelegate handler) => new("PATCH", pattern, right, handler);

    public static AgentRoute Delete(string pattern, Right right, RequestDelegate handler) => new("DELETE", pattern, right, handler);
}
