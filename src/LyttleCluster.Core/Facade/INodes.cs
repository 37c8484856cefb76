namespace LyttleCluster.Core;

/// <summary>Hosts: read, test, wait for, find. Changes go through <see cref="IOperations"/>.</summary>
public interface INodes
{
    /// <summary>The nodes, each probed unless the cache is asked; in the order they answer.</summary>
    IAsyncEnumerable<Answer<ClusterNode>> GetAsync(NodeQuery request, CancellationToken cancellationToken);

    /// <summary>Checks every layer between here and each node.</summary>
    IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NodeTest request, CancellationToken cancellationToken);

    /// <summary>Each node as soon as it has one of the wanted statuses; <c>NodeWaitTimedOut</c> for one that does not get there in time.</summary>
    IAsyncEnumerable<Answer<ClusterNode>> WaitAsync(NodeWait request, CancellationToken cancellationToken);

    /// <summary>Hosts that could be added.</summary>
    IAsyncEnumerable<Answer<ClusterNodeCandidate>> FindAsync(NodeDiscovery request, CancellationToken cancellationToken);
}

/// <summary>Asks for nodes.</summary>
public sealed record NodeQuery : NodeCall
{
    /// <summary>Only these statuses; empty means any.</summary>
    public IReadOnlyList<NodeStatus> Status { get; init; } = [];

    /// <summary>Only nodes at or below these locations (<c>eu</c> matches <c>eu/rack1</c>), wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> Location { get; init; } = [];

    /// <summary>Only nodes with all of these labels; a value may be a wildcard.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Answer from the last observation, without the network.</summary>
    public bool Cached { get; init; }
}

/// <summary>Asks for checks of nodes.</summary>
public sealed record NodeTest : NodeCall;

/// <summary>Waits for a status.</summary>
public sealed record NodeWait : NodeCall
{
    /// <summary>The wanted statuses.</summary>
    public IReadOnlyList<NodeStatus> Status { get; init; } = [NodeStatus.Ready];

    /// <summary>How long to wait.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Looks for hosts.</summary>
public sealed record NodeDiscovery
{
    /// <summary>Look at the Docker contexts of this user, and at what DOCKER_HOST names.</summary>
    public bool DockerContext { get; init; }

    /// <summary>Ask this nginx_api for the nodes of its cluster.</summary>
    public Uri? NginxApi { get; init; }

    /// <summary>What lets us in there: an API key, or a bearer token.</summary>
    public Secret? NginxApiKey { get; init; }

    /// <summary>Client certificate for it (PEM file); goes with https.</summary>
    public string? NginxApiCertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM file).</summary>
    public string? NginxApiKeyPath { get; init; }

    /// <summary>The CA that signed its certificate (PEM file); the machine's own trust unless set.</summary>
    public string? NginxApiCACertificatePath { get; init; }

    /// <summary>Look at the agents that announced themselves and wait to be approved.</summary>
    public bool Pending { get; init; }

    /// <summary>Ask this node, a manager of a Docker Swarm, for the nodes of its swarm; null asks none.</summary>
    public string? Swarm { get; init; }

    /// <summary>How long its network may be silent.</summary>
    public TimeSpan Timeout { get; init; } = NodeCall.DefaultTimeout;
}
