namespace LyttleCluster.Core.NginxApi;

/// <summary>A certificate that an nginx_api manages.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Domains">What it is valid for; the first is its name.</param>
/// <param name="ExpiresAt">Until when; null for a placeholder of a certificate that could not be got yet.</param>
/// <param name="DaysLeft">Whole days until then, as the node counts them.</param>
/// <param name="Status">In its words: <c>valid</c>, <c>expiring_soon</c>, <c>expired</c>.</param>
internal sealed record NginxApiCertificate(string Id, IReadOnlyList<string> Domains, DateTimeOffset? ExpiresAt, int? DaysLeft, string? Status)
{
    public string Name => Domains.Count > 0 ? Domains[0] : Id;
}
