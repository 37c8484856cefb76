namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>One upstream of an entry.</summary>
/// <param name="Address">http or https, host, optional port, optional path; of one entry all have the same scheme and path.</param>
/// <param name="Weight">1 to 100.</param>
/// <param name="MaxFails">0 to 100; null: nginx's default.</param>
/// <param name="FailTimeoutSec">1 to 3600; null: nginx's default.</param>
internal sealed record NginxUpstream(Uri Address, int Weight = 1, int? MaxFails = null, int? FailTimeoutSec = null);
