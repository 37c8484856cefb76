using System.Collections.Concurrent;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>How a call ended, for counting.</summary>
internal enum CallOutcome
{
    /// <summary>Answered.</summary>
    Ok,

    /// <summary>Refused for what it asked (4xx).</summary>
    Refused,

    /// <summary>Refused because the caller did not prove who they are.</summary>
    Unauthenticated,

    /// <summary>Refused because the caller may not.</summary>
    Denied,

    /// <summary>Refused because of too many wrong tokens.</summary>
    RateLimited,

    /// <summary>Went wrong (5xx).</summary>
    Failed,

    /// <summary>The caller left before the end.</summary>
    Canceled,
}

/// <summary>How often each method was called, by how it ended, since the start.</summary>
internal sealed class CallCounts
{
    /// <summary>What calls are counted as that need no right.</summary>
    public const string Open = "open";

    private readonly ConcurrentDictionary<(string Method, CallOutcome Outcome), long> _counts = new();

    /// <summary>The counts now.</summary>
    public IReadOnlyDictionary<(string Method, CallOutcome Outcome), long> Now => new Dictionary<(string, CallOutcome), long>(_counts);

    public void Add(string method, CallOutcome outcome) => _counts.AddOrUpdate((method, outcome), 1, (_, count) => count + 1);

    /// <summary>How an answer with this status counts.</summary>
    public static CallOutcome Of(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => CallOutcome.Unauthenticated,
        StatusCodes.Status403Forbidden or StatusCodes.Status421MisdirectedRequest => CallOutcome.Denied,
        StatusCodes.Status429TooManyRequests => CallOutcome.RateLimited,
        >= 500 => CallOutcome.Failed,
        >= 400 => CallOutcome.Refused,
        _ => CallOutcome.Ok,
    };
}
