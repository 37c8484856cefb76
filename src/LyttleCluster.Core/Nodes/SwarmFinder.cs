using System.Net;
using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Nodes;

/// <summary>Asks an engine that is a manager of a Docker Swarm for the nodes of its swarm, as candidates.</summary>
internal sealed class SwarmFinder(NodeRegistry registry, NodeConnections connections)
{
    /// <summary>The nodes of the swarm. How to reach the engine of one is known only of those that this cluster has already: a swarm does not say.</summary>
    /// <param name="name">The node to ask.</param>
    /// <param name="nodes">The nodes of this cluster.</param>
    /// <param name="silence">How long its network may be silent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ClusterException">
    /// <c>NodeNotFound</c>, <c>NodeWithoutDocker</c>, <c>SwarmNotActive</c>, <c>SwarmNotManager</c>, or the engine cannot be asked (<c>Docker…</c>).
    /// </exception>
    public async Task<IReadOnlyList<Answer<ClusterNodeCandidate>>> FindAsync(string name, IReadOnlyList<StoredNode> nodes, TimeSpan silence, CancellationToken cancellationToken)
    {
        var selection = await registry.SelectWithDockerAsync([name], cancellationToken);
        if (selection.Nodes.Count == 0) throw selection.Failures.Count > 0 ? selection.Failures[0] : NodeErrors.NotFound(name);
        if (selection.Nodes.Count > 1) throw NodeErrors.SwarmOfSeveral(name, selection.Nodes.Count);
        var asked = selection.Nodes[0];
        var docker = connections.DockerOf(asked);
        var info = await docker.GetInfoAsync(silence, cancellationToken);
        MustBeManager(asked.Name, info.Swarm);
        var members = await docker.ListSwarmNodesAsync(silence, cancellationToken);
        return [.. members.OrderBy(member => member.Description?.Hostname, StringComparer.Ordinal).Select(member => (Answer<ClusterNodeCandidate>)ToCandidate(member, KnownAs(member, info.Swarm!.NodeID == member.ID ? asked : null, nodes)))];
    }

    private static void MustBeManager(string node, DockerSwarm? swarm)
    {
        if (swarm?.LocalNodeState is null or "" or "inactive") throw NodeErrors.SwarmNotActive(node);
        if (swarm.LocalNodeState is not "active") throw NodeErrors.SwarmNotReady(node, swarm.LocalNodeState, swarm.Error);
        if (!swarm.ControlAvailable) throw NodeErrors.SwarmNotManager(node, (swarm.RemoteManagers ?? []).Select(manager => manager.Addr).OfType<string>());
    }

    /// <summary>The node of this cluster whose engine it is: the one that answered, else one that is reached at its address.</summary>
    private static StoredNode? KnownAs(DockerSwarmNode member, StoredNode? asked, IReadOnlyList<StoredNode> nodes) =>
        asked ?? (AddressOf(member) is { } address ? nodes.FirstOrDefault(node => node.Document.Settings.Docker is { Scheme: "tcp" or "ssh" } uri && uri.IdnHost.Trim('[', ']') == address) : null);

    private static ClusterNodeCandidate ToCandidate(DockerSwarmNode member, StoredNode? known)
    {
        var address = AddressOf(member);
        var settings = known?.Document.Settings;
        return new ClusterNodeCandidate
        {
            Name = known?.Name ?? NginxClusterFinder.NameOf(member.Description?.Hostname ?? member.ID),
            Source = "Swarm",
            Docker = settings?.Docker,
            DockerCertificatePath = settings?.DockerCertificatePath,
            DockerKeyPath = settings?.DockerKeyPath,
            DockerCACertificatePath = settings?.DockerCACertificatePath,
            Address = address is null ? null : [address],
            Description = Describe(member),
        };
    }

    private static string Describe(DockerSwarmNode member)
    {
        var manager = member.ManagerStatus;
        var role = manager?.Leader == true ? "manager (leader)" : member.Spec?.Role ?? "unknown role";
        var engine = member.Description?.Engine?.EngineVersion;
        var facts = new[]
        {
            role,
            member.Spec?.Availability,
            member.Status?.State,
            manager?.Reachability is { } reach and not "reachable" ? reach : null,
            engine is null ? null : $"engine {engine}",
            member.Description?.TLSInfo?.TrustRoot is { Length: > 0 } root ? $"swarm CA {FingerprintOf(root)}" : null,
        };
        return string.Join(", ", facts.OfType<string>().Where(fact => fact.Length > 0));
    }

    /// <summary>A swarm's manager may not know its own address (0.0.0.0); others tell it.</summary>
    private static string? AddressOf(DockerSwarmNode member)
    {
        if (IPAddress.TryParse(member.Status?.Addr, out var address) && !IsNone(address)) return address.ToString();
        return IPEndPoint.TryParse(member.ManagerStatus?.Addr ?? "", out var manager) && !IsNone(manager.Address) ? manager.Address.ToString() : null;
    }

    private static bool IsNone(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>The beginning of the SHA-256 of the CA that the swarm's nodes trust: two swarms never have the same.</summary>
    private static string FingerprintOf(string pem)
    {
        try
        {
            using var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(pem);
            return certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256)[..12].ToLowerInvariant();
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return "unreadable";
        }
    }
}
