namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The locations of nodes, with those above them.</summary>
internal static class Locations
{
    public static IReadOnlyList<string> Of(IEnumerable<ClusterNode> nodes) =>
        [.. nodes.Select(node => node.Location).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(WithParents).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    public static bool IsAtOrBelow(string place, string? location) =>
        location is not null && location.StartsWith(place, StringComparison.OrdinalIgnoreCase) && (location.Length == place.Length || location[place.Length] == '/');

    private static IEnumerable<string> WithParents(string location)
    {
        for (var end = location.IndexOf('/'); end > 0; end = location.IndexOf('/', end + 1)) yield return location[..end];
        yield return location;
    }
}
