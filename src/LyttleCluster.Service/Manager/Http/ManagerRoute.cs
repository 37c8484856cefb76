namespace LyttleCluster.Service.Manager.Http;

/// <summary>One call of the manager: an endpoint of the API, a page, an asset.</summary>
/// <param name="Verb">The HTTP verb.</param>
/// <param name="Pattern">The path, as ASP.NET routes name it.</param>
/// <param name="Access">The method that a caller must be allowed, <c>Service.Method</c>; null: anybody, without a proof of who they are.</param>
/// <param name="Handler">Answers it.</param>
internal sealed record ManagerRoute(string Verb, string Pattern, string? Access, RequestDelegate Handler)
{
    public static ManagerRoute Get(string pattern, string? access, RequestDelegate handler) => new("GET", pattern, access, handler);

    public static ManagerRoute Post(string pattern, string? access, RequestDelegate handler) => new("POST", pattern, access, handler);
}
