using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>What differs between two sets of entries, by their numbers. Pure.</summary>
internal static class ReleaseDiff
{
    public static IReadOnlyList<EntryDifference> Of(EntrySet before, EntrySet after)
    {
        var old = before.Rows.ToDictionary(row => row.Id);
        var differences = new List<EntryDifference>();
        foreach (var row in after.Rows)
        {
            if (!old.Remove(row.Id, out var was)) differences.Add(new EntryDifference("added", row.Id, null, row));
            else if (was.ETag != row.ETag) differences.Add(new EntryDifference("changed", row.Id, was, row));
        }

        differences.AddRange(old.Values.Select(row => new EntryDifference("removed", row.Id, row, null)));
        return [.. differences.OrderBy(difference => difference.Id)];
    }
}

/// <summary>One entry that differs.</summary>
internal sealed record EntryDifference(string Action, int Id, EntryRow? Before, EntryRow? After);
