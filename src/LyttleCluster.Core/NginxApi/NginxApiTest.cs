namespace LyttleCluster.Core.NginxApi;

/// <summary>What is known of whether nginx would accept the configuration that lies on the node.</summary>
/// <param name="Valid">Null where the generation cannot test: then <see cref="Output"/> says what is known of the last reload.</param>
/// <param name="Output">nginx's own words, lines kept.</param>
/// <param name="Duration">How long the test took there.</param>
internal sealed record NginxApiTest(bool? Valid, string Output, TimeSpan? Duration);
