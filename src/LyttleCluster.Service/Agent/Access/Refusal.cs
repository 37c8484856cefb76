namespace LyttleCluster.Service.Agent.Access;

/// <summary>Why a call is not carried out: the status, the code and the words of its answer.</summary>
internal sealed record Refusal(int Status, string Code, string Message)
{
    /// <summary>Seconds after which it is worth trying again.</summary>
    public int? RetryAfter { get; init; }

    public static Refusal Unauthenticated(string message) => new(401, "Unauthenticated", message);

    public static Refusal Forbidden(Right needed) =>
        new(403, "Forbidden", $"Insufficient permissions for this endpoint: it needs {needed.NameOf()}");

    public static Refusal RateLimited(int seconds) =>
        new(429, "RateLimited", $"Too many requests: try again in {seconds} s") { RetryAfter = seconds };

    public static Refusal BadRequest(string message) => new(400, "BadRequest", message);

    public static Refusal NotFound(string message) => new(404, "NotFound", message);
}
