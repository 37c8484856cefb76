using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Watching;

/// <summary>What one look of the watch at an nginx_api gave.</summary>
/// <param name="Look">The nginx_api as it is.</param>
/// <param name="Status">What it says of its nginx; null when only a sign of life was asked for.</param>
/// <param name="ClockSkew">How far its clock is ahead of ours; null: not known.</param>
/// <param name="Duration">How long the look took.</param>
internal sealed record NginxApiSight(NginxApiLook Look, NginxStatus? Status, TimeSpan? ClockSkew, TimeSpan Duration);
