using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Containers;

/// <summary>Which containers a request means.</summary>
internal static class ContainerSelector
{
    /// <summary>Shorter digits are taken for a name.</summary>
    private const int ShortestIdPrefix = 4;

    /// <summary>Whether a container has one of these names, matches one of these wildcards, or has an id that begins so; none means any.</summary>
    public static bool IsMeant(IReadOnlyList<string> names, string name, string id)
    {
        if (names.Count == 0) return true;
        foreach (var wanted in names)
        {
            if (Wildcard.Matches(wanted, name) || IsIdPrefix(wanted, id)) return true;
        }

        return false;
    }

    /// <summary>Whether a container passes the filters of a query.</summary>
    public static bool Passes(ContainerQuery query, ClusterContainer container) =>
        (query.State.Count == 0 || query.State.Contains(container.State))
        && (query.Health.Count == 0 || query.Health.Contains(container.Health))
        && Wildcard.MatchesAny(query.Image, container.Image)
        && (query.App.Count == 0 || (container.App is { } app && Wildcard.MatchesAny(query.App, app)))
        && (query.Labels.Count == 0 || Wildcard.MatchesAll(query.Labels, container.Labels));

    private static bool IsIdPrefix(string wanted, string id) =>
        wanted.Length >= ShortestIdPrefix && id.StartsWith(wanted, StringComparison.OrdinalIgnoreCase);
}
