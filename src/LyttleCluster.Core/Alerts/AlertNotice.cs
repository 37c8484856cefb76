namespace LyttleCluster.Core.Alerts;

/// <summary>What somebody is to be told.</summary>
internal sealed record AlertNotice
{
    public required AlertNoticeKind Kind { get; init; }

    public required ClusterAlert Alert { get; init; }

    /// <summary>Who answers for the object.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    public required DateTimeOffset At { get; init; }
}

/// <summary>Why somebody is told.</summary>
internal enum AlertNoticeKind
{
    /// <summary>It began.</summary>
    Began,

    /// <summary>It goes on.</summary>
    Reminder,

    /// <summary>It has become more urgent.</summary>
    Worsened,

    /// <summary>It comes and goes; the next word is when it rests.</summary>
    Flapping,

    /// <summary>It is over.</summary>
    Resolved,
}

/// <summary>Takes what somebody is to be told. It never waits for them.</summary>
internal interface IAlertSink
{
    /// <summary>Takes it; it is kept safely when this ends.</summary>
    ValueTask TellAsync(IReadOnlyList<AlertNotice> notices, CancellationToken cancellationToken);
}
