namespace LyttleCluster.Core.Alerts;

/// <summary>Many nodes that went away together: mostly it is the network between here and there, or a power line, and one word says it.</summary>
internal static class MassFailure
{
    /// <summary>So many at least, however small the cluster.</summary>
    private const int Fewest = 3;

    private const int MostNamed = 10;

    /// <summary>How far apart they may have gone.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(2);

    public static AlertKey Key { get; } = new(AlertRules.ManyNodesUnreachable.Name, AlertEngine.ClusterSource);

    /// <summary>It, where a third of the nodes went within two minutes; once it is so, until less than half as many are away.</summary>
    public static AlertCondition? Find(AlertBook book, AlertObservation seen, DateTimeOffset now)
    {
        var away = seen.Holding.Where(held => IsAway(held.Condition, book, seen, now)).Select(held => held.Condition).ToList();
        // A source that has not looked yet leaves its alert as it was.
        away.AddRange(book.Entries.Values
            .Where(entry => entry is { IsOpen: true, ClearedAt: null } && !seen.IsKnown(entry.Source) && IsAway(entry.Condition, book, seen, now))
            .Select(entry => entry.Condition));
        var enough = Math.Max(Fewest, (seen.NodeCount + 2) / 3);
        var isSo = book.Entries.GetValueOrDefault(Key) is { IsOpen: true, ClearedAt: null };
        if (isSo ? away.Count < (enough + 1) / 2 : !WentTogether([.. away.Select(condition => SinceOf(condition, book, now)).Order()], enough)) return null;

        var names = away.Select(condition => condition.Node!).Order(StringComparer.OrdinalIgnoreCase).ToList();
        return new AlertCondition
        {
            Rule = Key.Rule,
            Target = Key.Target,
            Summary = $"{names.Count} of {Math.Max(seen.NodeCount, names.Count)} nodes do not answer: {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}.",
            Remedy = "Look at the network between the manager and them first; Get-ClusterNode -Status Unreachable lists them.",
        };
    }

    private static bool IsAway(AlertCondition condition, AlertBook book, AlertObservation seen, DateTimeOffset now) =>
        condition.Rule == AlertRules.NodeUnreachable.Name
        && condition.Node is { } node && !seen.SuspendedNodes.Contains(node)
        && !seen.Changes.Any(change => change.Explains(condition, SinceOf(condition, book, now), now));

    private static DateTimeOffset SinceOf(AlertCondition condition, AlertBook book, DateTimeOffset now) =>
        book.Entries.GetValueOrDefault(condition.Key) is { IsOpen: true } entry ? entry.Since : now;

    private static bool WentTogether(List<DateTimeOffset> since, int enough)
    {
        for (var last = enough - 1; last < since.Count; last++)
        {
            if (since[last] - since[last - enough + 1] <= Together) return true;
        }

        return false;
    }
}
