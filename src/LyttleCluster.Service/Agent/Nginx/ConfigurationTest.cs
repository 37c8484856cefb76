namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>What <c>nginx -t</c> said.</summary>
/// <param name="Valid">Whether nginx accepts the configuration.</param>
/// <param name="Output">All it wrote, both streams, in its own words.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record ConfigurationTest(bool Valid, string Output, TimeSpan Duration);
