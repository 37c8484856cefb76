namespace LyttleCluster.Core.NginxApi;

/// <summary>A release that an agent keeps.</summary>
internal sealed record NginxApiReleaseInfo
{
    public required string Id { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whose key it was made with.</summary>
    public string? Author { get; init; }

    /// <summary>The id that its maker sent along.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The one that was live before it was made, which need not be the next older one; null: there was none, or <see cref="IsPreviousTold"/> is false.</summary>
    public string? Previous { get; init; }

    /// <summary>Whether the agent says what was live before it; an older one does not.</summary>
    public bool IsPreviousTold { get; init; }

    public int EntryCount { get; init; }

    /// <summary>Whether it is the one that is live.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>How many entries it added, compared with the one before it.</summary>
    public int Added { get; init; }

    public int Changed { get; init; }

    public int Removed { get; init; }

    /// <summary>Entry by entry; only where one release was asked for.</summary>
    public IReadOnlyList<NginxApiReleaseDifference> Differences { get; init; } = [];
}

/// <summary>The releases that an agent keeps.</summary>
/// <param name="Current">The one that is live; null: none was made yet.</param>
/// <param name="Releases">Newest first.</param>
internal sealed record NginxApiReleases(string? Current, IReadOnlyList<NginxApiReleaseInfo> Releases);

/// <summary>One entry in which two releases differ.</summary>
/// <param name="Action"><c>added</c>, <c>changed</c> or <c>removed</c>.</param>
/// <param name="Id">The entry.</param>
/// <param name="Names">Its host names.</param>
/// <param name="Before">As it was; null: it was not there.</param>
/// <param name="After">As it is; null: it is not there any more.</param>
internal sealed record NginxApiReleaseDifference(string Action, int Id, IReadOnlyList<string> Names, NginxApiEntry? Before, NginxApiEntry? After);
