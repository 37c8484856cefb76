using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Watching;

/// <summary>What one look of the watch at an engine gave.</summary>
/// <param name="Look">The engine as it is.</param>
/// <param name="Containers">Its containers.</param>
/// <param name="Difference">What became of them since the look before.</param>
/// <param name="ClockSkew">How far its clock is ahead of ours; null: not known.</param>
/// <param name="Duration">How long the look took.</param>
internal sealed record EngineSight(DockerLook Look, ListedContainers Containers, ContainerDifference? Difference, TimeSpan? ClockSkew, TimeSpan Duration);
