using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>What a place can be told. Pure.</summary>
internal static class PlaceRule
{
    /// <summary>Why a domain is only shown there, for a person to do; null when it can be published.</summary>
    public static string? WhyNot(DomainDocument domain, Place place)
    {
        if (domain.Leads == DomainKind.App) return $"it leads to the app '{domain.App}': its routes are made when the app is deployed";
        if (place.Kind == PlaceKind.None) return $"{place.Dialect} takes no configuration: paste what ConvertTo-NginxConfiguration gives";
        return place.Kind == PlaceKind.Rows && NginxEntryRules.WhyNotLyttleNginx(domain.ToEntry()!) is { } why
            ? $"{place.Dialect} cannot be told this ({why}): paste what ConvertTo-NginxConfiguration gives"
            : null;
    }
}
