using LyttleCluster.Core.State;

namespace LyttleCluster.Core.Domains;

/// <summary>That this cluster made an entry on a node, and what it said then: what has no such document is somebody else's and never touched.</summary>
internal sealed record PublishedEntry
{
    /// <summary>The kind of these documents; the name is <c>node/domain</c>, both in lower case.</summary>
    public const string Kind = "published";

    /// <summary>The domain's name.</summary>
    public required string Domain { get; init; }

    /// <summary>As it was typed.</summary>
    public required string Shown { get; init; }

    public required string Node { get; init; }

    /// <summary>Its id on the node; null after a first publish that failed.</summary>
    public int? EntryId { get; init; }

    /// <summary>What it said, by its fingerprint; null after a first publish that failed.</summary>
    public string? Fingerprint { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string? Release { get; init; }

    /// <summary>Why the last publish failed; null when it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>What the last publish that failed was to bring; what is wanted now may be something else.</summary>
    public string? FailedFingerprint { get; init; }

    public static DocumentKey KeyOf(string node, string domain) => new(Kind, $"{node.ToLowerInvariant()}/{domain}");
}
