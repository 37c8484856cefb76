namespace LyttleCluster.Core.Alerts;

/// <summary>What is wrong at one moment, and what is known around it.</summary>
internal sealed record AlertObservation
{
    /// <summary>What is wrong, with who says so.</summary>
    public required IReadOnlyCollection<(string Source, AlertCondition Condition)> Holding { get; init; }

    /// <summary>Whether that source has looked since this process began: until then its alerts stay as they were.</summary>
    public required Func<string, bool> IsKnown { get; init; }

    /// <summary>What is to be kept quiet.</summary>
    public IReadOnlyList<AlertSuspension> Suspensions { get; init; } = [];

    /// <summary>Nodes that an operator took out of use: nobody is told of them.</summary>
    public IReadOnlySet<string> SuspendedNodes { get; init; } = new HashSet<string>();

    /// <summary>Our own changes that run, or ended just now.</summary>
    public IReadOnlyList<OwnChange> Changes { get; init; } = [];

    /// <summary>How many nodes are in use.</summary>
    public int NodeCount { get; init; }
}
