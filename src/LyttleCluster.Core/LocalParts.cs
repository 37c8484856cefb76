using LyttleCluster.Core.Access;
using LyttleCluster.Core.Alerts;
using LyttleCluster.Core.Authority;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Watching;

namespace LyttleCluster.Core;

/// <summary>What a local cluster stands on, for the parts of a manager that work beside its use cases.</summary>
internal sealed record LocalParts
{
    /// <summary>Desired state.</summary>
    public required IStateStore Store { get; init; }

    /// <summary>Observations.</summary>
    public required IHistory History { get; init; }

    /// <summary>The nodes.</summary>
    public required NodeRegistry Registry { get; init; }

    /// <summary>The ways to them.</summary>
    public required NodeConnections Connections { get; init; }

    /// <summary>Looks at one.</summary>
    public required NodeProbe Probe { get; init; }

    /// <summary>What was last seen.</summary>
    public required Observations Observations { get; init; }

    /// <summary>Where its reads go while this process watches it.</summary>
    public required LiveLooks Live { get; init; }

    /// <summary>Whether a caller owns what a change touches.</summary>
    public required OwnerCheck Owners { get; init; }

    /// <summary>Grants, tokens and revocations, in memory.</summary>
    public required AccessBook Access { get; init; }

    /// <summary>The alerts, where this process watches.</summary>
    public required AlertBoard Alerts { get; init; }

    /// <summary>Whether it may be changed from here.</summary>
    public required IAuthority Authority { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
