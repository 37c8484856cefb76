using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Nodes;

/// <summary>Locations are paths such as <c>eu/rack1</c>.</summary>
internal static class LocationPath
{
    /// <summary>Whether a location is the wanted one (wildcards allowed) or lies below it.</summary>
    public static bool IsAtOrBelow(string wanted, string? location)
    {
        if (location is null) return false;
        var pattern = wanted.TrimEnd('/');
        return Wildcard.Matches(pattern, location) || Wildcard.Matches($"{pattern}/*", location);
    }
}
