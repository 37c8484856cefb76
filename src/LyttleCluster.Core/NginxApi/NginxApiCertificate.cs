namespace LyttleCluster.Core.NginxApi;

/// <summary>A certificate that an nginx_api manages, or that the nginx beside an agent uses.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Domains">What it is valid for; the first is its name.</param>
/// <param name="ExpiresAt">Until when; null for a placeholder of a certificate that could not be got yet.</param>
/// <param name="DaysLeft">Whole days until then, as the node counts them.</param>
/// <param name="Status">In its words: <c>valid</c>, <c>expiring_soon</c>, <c>expired</c>.</param>
internal sealed record NginxApiCertificate(string Id, IReadOnlyList<string> Domains, DateTimeOffset? ExpiresAt, int? DaysLeft, string? Status)
{
    /// <summary>Who signed it; null where it is not told.</summary>
    public string? Issuer { get; init; }

    /// <summary>The file on the node that it was read from; only the agent tells.</summary>
    public string? File { get; init; }

    public string Name => Domains.Count > 0 ? Domains[0] : Id;
}
