namespace LyttleCluster.Core.Api;

/// <summary>What both ends of the manager's API agree on.</summary>
internal static class ApiProtocol
{
    /// <summary>The path that all of it is below.</summary>
    public const string Base = "/api/v1";

    /// <summary>
    /// The header of every answer: the versions of the API that the manager speaks, <c>OLDEST-NEWEST</c>. A version is more than the path's <c>v1</c>: it grows
    /// when a request gets a property, because a manager refuses those that it does not know.
    /// </summary>
    public const string VersionHeader = "LyttleCluster-Api";

    /// <summary>The oldest version that this program speaks.</summary>
    public const int Oldest = 1;

    /// <summary>The newest version that this program speaks.</summary>
    public const int Newest = 1;

    /// <summary>What <see cref="VersionHeader"/> says of this program.</summary>
    public static string Versions { get; } = FormattableString.Invariant($"{Oldest}-{Newest}");

    /// <summary>One JSON object a line.</summary>
    public const string Lines = "application/x-ndjson";

    /// <summary>Server-sent events.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>RFC 9457.</summary>
    public const string ProblemType = "application/problem+json";

    /// <summary>The header that names one call in logs.</summary>
    public const string CorrelationHeader = "X-Correlation-Id";

    /// <summary>How often an answer that has nothing to tell gives a sign.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    /// <summary>The path of a use case.</summary>
    public static string PathOf(UseCase useCase) => Base + useCase.Route[(useCase.Route.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>The HTTP verb of a use case.</summary>
    public static string VerbOf(UseCase useCase) => useCase.Route[..useCase.Route.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>Where a use case that looks is asked with its whole request in the body.</summary>
    public static string QueryPathOf(UseCase useCase) => PathOf(useCase) + "/query";
}
