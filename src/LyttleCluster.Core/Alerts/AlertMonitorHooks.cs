namespace LyttleCluster.Core.Alerts;

/// <summary>What the process around the monitor wants to know of it.</summary>
internal sealed record AlertMonitorHooks
{
    /// <summary>A part goes round; it does so again within that time.</summary>
    public Action<string, TimeSpan> Beat { get; init; } = static (_, _) => { };

    /// <summary>A part is well (null), or why not, in words that name nothing of the cluster.</summary>
    public Action<string, string?> Report { get; init; } = static (_, _) => { };

    /// <summary>A part failed; it begins again by itself.</summary>
    public Action<string, ClusterException> Failed { get; init; } = static (_, _) => { };

    /// <summary>An operation ended.</summary>
    public Action<ClusterOperation> OperationEnded { get; init; } = static _ => { };

    /// <summary>An event of a node was seen.</summary>
    public Action EventSeen { get; init; } = static () => { };

    /// <summary>Events may have been missed.</summary>
    public Action EventsMissed { get; init; } = static () => { };

    /// <summary>Certificates of the process itself.</summary>
    public Func<IReadOnlyList<KnownCertificate>> OwnCertificates { get; init; } = static () => [];

    /// <summary>What else is wrong, by source; asked for every second.</summary>
    public Func<IReadOnlyList<(string Source, IReadOnlyList<AlertCondition> Conditions)>> More { get; init; } = static () => [];
}
