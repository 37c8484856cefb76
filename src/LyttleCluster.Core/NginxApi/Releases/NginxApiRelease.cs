namespace LyttleCluster.Core.NginxApi;

/// <summary>How a release went.</summary>
internal sealed record NginxApiRelease
{
    public required NginxApiReleaseOutcome Outcome { get; init; }

    /// <summary>The release that was made; the current one where nothing had to be changed.</summary>
    public string? Release { get; init; }

    /// <summary>The one that was live before it; null where there was none, or where <see cref="IsPreviousKnown"/> is false.</summary>
    public string? PreviousRelease { get; init; }

    /// <summary>Whether <see cref="PreviousRelease"/> says what was live before: not always after a lost answer. Then there is nothing to go back to.</summary>
    public bool IsPreviousKnown { get; init; }

    /// <summary>The one that nginx itself answers with.</summary>
    public string? ServedRelease { get; init; }

    /// <summary>The state of all entries after it.</summary>
    public string? SetETag { get; init; }

    /// <summary>What became of each of <see cref="NginxApiReleaseCall.Set"/>, in their order.</summary>
    public IReadOnlyList<NginxApiReleasedEntry> Entries { get; init; } = [];

    /// <summary>What is wrong with which entry.</summary>
    public IReadOnlyList<NginxApiProblem> Problems { get; init; } = [];

    /// <summary>Of <see cref="NginxApiReleaseCall.TestUpstreams"/>.</summary>
    public IReadOnlyList<NginxApiUpstreamTest> Upstreams { get; init; } = [];

    /// <summary>The node's doubts.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>After <see cref="NginxApiReleaseOutcome.NotTaken"/> or <see cref="NginxApiReleaseOutcome.Failed"/>: whether the node is as it was before; null: not told.</summary>
    public bool? PutBack { get; init; }

    /// <summary>Why it did not succeed, in nginx's own words where it has any (lines kept); null after a success.</summary>
    public string? Error { get; init; }

    /// <summary>The agent's name for the failure, e.g. <c>ConfigurationInvalid</c>, <c>EntryChanged</c>; else null.</summary>
    public string? Code { get; init; }

    /// <summary>New lines of nginx's error log that go with it, oldest first.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>From the request to the verdict.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The id under which the node's records of it are found.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What was done to learn the outcome when the answer was lost; null when it was not.</summary>
    public string? LookedUp { get; init; }
}

/// <summary>An entry after a release.</summary>
/// <param name="Index">Its place in <see cref="NginxApiReleaseCall.Set"/>.</param>
/// <param name="Id">Its id; null in a dry run of a new one.</param>
/// <param name="ETag">Its state.</param>
/// <param name="Names">Its host names.</param>
internal sealed record NginxApiReleasedEntry(int Index, int? Id, string? ETag, IReadOnlyList<string> Names);

/// <summary>What is wrong with an entry.</summary>
/// <param name="Index">Its place in <see cref="NginxApiReleaseCall.Set"/>; -1: it is about none of them.</param>
/// <param name="Id">Its id, if it has one.</param>
/// <param name="Field">The wire's name of what is wrong.</param>
/// <param name="Code">The name of the failure, e.g. <c>DomainNameInvalid</c>.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record NginxApiProblem(int Index, int? Id, string? Field, string? Code, string Message);

/// <summary>Whether a node reaches an upstream.</summary>
/// <param name="Index">The place of its entry in <see cref="NginxApiReleaseCall.Set"/>.</param>
/// <param name="Url">The upstream.</param>
/// <param name="IsReached">Whether a connection was made.</param>
/// <param name="Error">Why not.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record NginxApiUpstreamTest(int Index, string Url, bool IsReached, string? Error, TimeSpan? Duration);
