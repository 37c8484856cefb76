using LyttleCluster.Core.Alerts;

namespace LyttleCluster.ManagerTests.Alerts;

/// <summary>The engine on a clock that the test moves: what is so, what is told.</summary>
internal sealed class AlertScene
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly Dictionary<AlertKey, AlertCondition> _holding = [];

    public DateTimeOffset Now { get; set; } = Start;

    public AlertBook Book { get; set; } = AlertBook.Empty;

    public List<AlertSuspension> Suspensions { get; } = [];

    public List<OwnChange> Changes { get; } = [];

    public HashSet<string> SuspendedNodes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HashSet<string> UnknownSources { get; } = [];

    public int NodeCount { get; set; } = 100;

    public List<string> Told { get; } = [];

    public static AlertCondition Condition(AlertRule rule, string target, string? node = null) => new() { Rule = rule.Name, Target = target, Node = node, Summary = $"{rule.Name} {target}" };

    public static AlertCondition Away(string node) => Condition(AlertRules.NodeUnreachable, $"node/{node}", node);

    public static AlertCondition Died(string node, string name) => Condition(AlertRules.ContainerDied, $"container/{node}/{name}", node);

    public AlertScene Begin(params AlertCondition[] conditions)
    {
        foreach (var condition in conditions) _holding[condition.Key] = condition;
        return Look();
    }

    public AlertScene End(params AlertCondition[] conditions)
    {
        foreach (var condition in conditions) _holding.Remove(condition.Key);
        return Look();
    }

    /// <summary>Time goes by, and is looked at every second as the manager does, or every minute when it is long.</summary>
    public AlertScene Wait(double seconds)
    {
        var step = seconds > 7200 ? 60 : 1;
        for (var gone = 0.0; gone < seconds; gone += step)
        {
            Now += TimeSpan.FromSeconds(Math.Min(step, seconds - gone));
            Look();
        }

        return this;
    }

    public AlertScene Look()
    {
        var step = AlertEngine.Next(Book, new AlertObservation
        {
            Holding = [.. _holding.Values.Select(condition => (SourceOf(condition), condition))],
            IsKnown = source => !UnknownSources.Contains(source),
            Suspensions = Suspensions,
            SuspendedNodes = SuspendedNodes,
            Changes = Changes,
            NodeCount = NodeCount,
        }, Now);
        Book = step.Book;
        Told.AddRange(step.Notices.Select(notice => $"{notice.Kind} {notice.Alert.Rule} {notice.Alert.Target}"));
        return this;
    }

    public ClusterAlert? Alert(AlertCondition condition) => Book.Alerts.FirstOrDefault(alert => alert.Rule == condition.Rule && alert.Target == condition.Target);

    public static string SourceOf(AlertCondition condition) => condition.Node is { } node ? $"node/{node}" : "other";
}
