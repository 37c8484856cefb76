namespace LyttleCluster.Core.NginxApi;

/// <summary>Who we are to an nginx_api.</summary>
/// <param name="Id">As it names us; never the key itself.</param>
/// <param name="Method">How we proved it: <c>api-key</c>, <c>bearer-token</c>, <c>client-certificate</c>.</param>
/// <param name="Roles">Our roles: <c>viewer</c>, <c>operator</c>, <c>security-admin</c>, <c>platform-admin</c>.</param>
/// <param name="ExpiresAt">Until when, for a token.</param>
internal sealed record NginxApiIdentity(string Id, string? Method, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether we may look: status, certificates, cluster.</summary>
    public bool MayView => Roles.Count > 0;

    /// <summary>Whether we may reload and read logs.</summary>
    public bool MayOperate => Has("operator");

    /// <summary>Whether we may change entries, and reboot.</summary>
    public bool MayAdminister => Roles.Contains("platform-admin", StringComparer.Ordinal);

    /// <summary>Whether we have a role, or one that includes it (viewer &lt; operator, viewer &lt; security-admin, platform-admin has all).</summary>
    public bool Has(string role) => Roles.Contains(role, StringComparer.Ordinal) || MayAdminister || (role == "viewer" && Roles.Count > 0);
}
