namespace LyttleCluster.Core.Alerts;

/// <summary>What is wrong now, by who says so. Each source replaces what it said before.</summary>
internal sealed class AlertSigns
{
    private readonly Dictionary<string, IReadOnlyList<AlertCondition>> _bySource = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All of it.</summary>
    public IReadOnlyCollection<(string Source, AlertCondition Condition)> All =>
        [.. _bySource.SelectMany(pair => pair.Value.Select(condition => (pair.Key, condition)))];

    public void Set(string source, IReadOnlyList<AlertCondition> conditions) => _bySource[source] = conditions;

    /// <summary>Whether it has looked.</summary>
    public bool Knows(string source) => _bySource.ContainsKey(source);
}
