using System.Runtime.CompilerServices;
using LyttleCluster.Core.Joining;

namespace LyttleCluster.Core.Nodes;

/// <summary>Hosts that could be added, from wherever a request says, each with whether a node has its endpoint already.</summary>
internal sealed class CandidateFinder(NodeRegistry registry, NodeConnections connections, JoinRequests joins, DockerContextFinder contexts, TimeProvider time)
{
    public async IAsyncEnumerable<Answer<ClusterNodeCandidate>> FindAsync(NodeDiscovery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var nodes = await registry.ListAsync(cancellationToken);
        var known = nodes.SelectMany(node => NodeEndpoints.NamesOf(node.Document.Settings)).ToHashSet(StringComparer.Ordinal);
        if (request.DockerContext)
        {
            await foreach (var candidate in contexts.FindAsync(cancellationToken)) yield return Marked(candidate);
        }

        if (request.NginxApi is { } api)
        {
            foreach (var candidate in await new NginxClusterFinder(time).FindAsync(api, request, cancellationToken)) yield return Marked(candidate);
        }

        if (request.Pending)
        {
            foreach (var join in await joins.WaitingAsync(cancellationToken)) yield return Marked(join.Document.ToCandidate());
        }

        if (request.Swarm is { } swarm)
        {
            foreach (var candidate in await new SwarmFinder(registry, connections).FindAsync(swarm, nodes, request.Timeout, cancellationToken)) yield return Marked(candidate);
        }

        Answer<ClusterNodeCandidate> Marked(Answer<ClusterNodeCandidate> answer) => answer.Value is not { } candidate ? answer : candidate with
        {
            AlreadyAdded = NodeEndpoints.NamesOf(new NodeSettings { Docker = candidate.Docker, NginxApi = candidate.NginxApi }).Any(known.Contains),
        };
    }
}
