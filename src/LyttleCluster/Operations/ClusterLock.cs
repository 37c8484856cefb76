namespace LyttleCluster;

/// <summary>A leased lock: who holds what, and since when.</summary>
public sealed record ClusterLock
{
    /// <summary>What is locked, e.g. <c>container/web1/4f0c…</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Who holds it: <c>user@host (process)</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>Since when, in UTC.</summary>
    public required DateTimeOffset AcquiredAt { get; init; }

    /// <summary>When it ends by itself unless it is renewed, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A number that only grows: a write with an older one is refused.</summary>
    public required long FencingToken { get; init; }
}
