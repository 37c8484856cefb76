using LyttleCluster.Core.Access;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;

namespace LyttleCluster.Core;

/// <summary>What a local cluster stands on, for the parts of a manager that work beside its use cases.</summary>
/// <param name="Store">Desired state.</param>
/// <param name="History">Observations.</param>
/// <param name="Registry">The nodes.</param>
/// <param name="Connections">The ways to them.</param>
/// <param name="Probe">Looks at one.</param>
/// <param name="Observations">What was last seen.</param>
/// <param name="Owners">Whether a caller owns what a change touches.</param>
/// <param name="Access">Grants, tokens and revocations, in memory.</param>
/// <param name="Time">The clock.</param>
internal sealed record LocalParts(
    IStateStore Store, IHistory History, NodeRegistry Registry, NodeConnections Connections, NodeProbe Probe, Observations Observations, OwnerCheck Owners, AccessBook Access, TimeProvider Time);
