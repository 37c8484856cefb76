using LyttleCluster.Core.Nginx;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Domains;

/// <summary>What visitors of a node see after its place was changed.</summary>
internal static class PlaceSight
{
    /// <summary>What is not as it should be, and whose name it is; null when all is.</summary>
    public static async Task<(string Why, string? Domain)?> FaultAsync(StoredNode node, PlaceOrder order, CancellationToken cancellationToken)
    {
        using var asker = new NginxAsker(NginxAsker.AddressOf(node), NodeCall.DefaultTimeout);
        if (await DomainProof.FindUnprovenAsync(asker, order.Place.Kind, order.Changes, cancellationToken) is var (change, why)) return (why, change.Domain);
        if (order.Probe is not { } page) return null;
        return await SiteProbe.AskAsync(page, NginxAsker.AddressOf(node), NodeCall.DefaultTimeout, cancellationToken) is { } bad
            ? ($"{page.GetLeftPart(UriPartial.Path)} does not work there: {bad}", null)
            : null;
    }
}
