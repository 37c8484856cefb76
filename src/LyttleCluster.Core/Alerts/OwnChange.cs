namespace LyttleCluster.Core.Alerts;

/// <summary>A change of ours that explains what it causes: a stopped container died because it was stopped.</summary>
/// <param name="Target">The object whose alerts it explains; null: those of <paramref name="Node"/>.</param>
/// <param name="Node">The node whose alerts it explains; null: those of <paramref name="Target"/>, or of no node.</param>
/// <param name="Rules">The rules.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null while it runs.</param>
/// <param name="Grace">How long after its end it still explains what begins or goes on.</param>
internal sealed record OwnChange(string? Target, string? Node, IReadOnlySet<string> Rules, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, TimeSpan Grace)
{
    /// <summary>The clocks of two processes, and who sees what first.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ShortGrace = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RestartGrace = TimeSpan.FromMinutes(5);

    private static readonly HashSet<string> OfContainers = [AlertRules.ContainerDied.Name, AlertRules.ContainerUnhealthy.Name, AlertRules.ContainerRestarting.Name];
    private static readonly HashSet<string> OfNginx = [AlertRules.NodeDegraded.Name];
    private static readonly HashSet<string> OfDomains = [AlertRules.DomainDrifted.Name, AlertRules.DomainFailed.Name];

    private static readonly HashSet<string> OfNodes =
        [.. OfContainers, AlertRules.NodeUnreachable.Name, AlertRules.NodeDegraded.Name, AlertRules.NodeClockSkew.Name];

    /// <summary>Whether it explains something that began at that time.</summary>
    public bool Explains(AlertCondition condition, DateTimeOffset since, DateTimeOffset now)
    {
        if (!Rules.Contains(condition.Rule) || !IsAbout(condition)) return false;
        var until = EndedAt is { } ended ? ended + Grace : DateTimeOffset.MaxValue;
        if (since < StartedAt - Before || since > until) return false;

        // A container that was stopped stays stopped; a node that was restarted has to come back.
        return condition.Rule == AlertRules.ContainerDied.Name || now <= until;
    }

    /// <summary>Whether it can explain nothing any more that begins from now on.</summary>
    public bool IsOver(DateTimeOffset now) => EndedAt + Grace < now;

    /// <summary>What the steps of an operation explain.</summary>
    public static IEnumerable<OwnChange> Of(ClusterOperation operation)
    {
        // One that was interrupted explains nothing: what it left is an alert of its own.
        if (operation.Outcome == OperationOutcome.Interrupted) yield break;
        foreach (var step in operation.Steps)
        {
            if (step.State is OperationStepState.Skipped) continue;
            var ended = operation.EndedAt;
            if (step.Target.StartsWith("container/", StringComparison.Ordinal)) yield return new OwnChange(step.Target, null, OfContainers, operation.StartedAt, ended, ShortGrace);
            else if (step.Action == "Restart" && step.Node is not null) yield return new OwnChange(null, step.Node, OfNodes, operation.StartedAt, ended, RestartGrace);
            else if (step.Node is not null) yield return new OwnChange(null, step.Node, OfNginx, operation.StartedAt, ended, ShortGrace);
        }

        if (operation.Kind.StartsWith("Domains.", StringComparison.Ordinal) || operation.Undoes is not null)
            yield return new OwnChange(null, null, OfDomains, operation.StartedAt, operation.EndedAt, ShortGrace);
    }

    private bool IsAbout(AlertCondition condition) =>
        Target is { } target ? string.Equals(target, condition.Target, StringComparison.OrdinalIgnoreCase)
        : Node is null || string.Equals(Node, condition.Node, StringComparison.OrdinalIgnoreCase);
}
