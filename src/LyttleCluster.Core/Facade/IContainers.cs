namespace LyttleCluster.Core;

/// <summary>Containers on the nodes. Changes go through <see cref="IOperations"/>.</summary>
public interface IContainers
{
    /// <summary>The containers of the nodes, as each node answers.</summary>
    IAsyncEnumerable<Answer<ClusterContainer>> GetAsync(ContainerQuery request, CancellationToken cancellationToken);

    /// <summary>Lines of logs: a finite read merged by time, or an endless one.</summary>
    IAsyncEnumerable<Answer<ClusterLogEntry>> ReadLogAsync(ContainerLogQuery request, CancellationToken cancellationToken);

    /// <summary>What containers use: once, or again and again.</summary>
    IAsyncEnumerable<Answer<ClusterContainerUsage>> GetUsageAsync(ContainerUsageQuery request, CancellationToken cancellationToken);

    /// <summary>Each container as soon as it is as wanted; <c>ContainerWaitTimedOut</c> for one that does not get there in time.</summary>
    IAsyncEnumerable<Answer<ClusterContainer>> WaitAsync(ContainerWait request, CancellationToken cancellationToken);

    /// <summary>Whether a port of a container takes connections.</summary>
    IAsyncEnumerable<Answer<ClusterCheck>> TestPortAsync(ContainerPortTest request, CancellationToken cancellationToken);
}

/// <summary>Says which containers are meant.</summary>
public abstract record ContainerCall : NodeCall
{
    /// <summary>Names, wildcards, or prefixes of ids (4 hexadecimal digits or more); empty means all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>
    /// Exactly these, each by its node and full id, as a pipeline gives them. With these, <see cref="Names"/> and
    /// <see cref="NodeCall.Nodes"/> are not looked at.
    /// </summary>
    public IReadOnlyList<ContainerRef> Containers { get; init; } = [];
}

/// <summary>One container without doubt: its node, its id, and the name to show.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Id">The full id.</param>
/// <param name="Name">The container's name.</param>
public sealed record ContainerRef(string Node, string Id, string Name);

/// <summary>Asks for containers.</summary>
public sealed record ContainerQuery : ContainerCall
{
    /// <summary>Only these states; empty means all.</summary>
    public IReadOnlyList<ContainerState> State { get; init; } = [];

    /// <summary>Only these healths; empty means any.</summary>
    public IReadOnlyList<ContainerHealth> Health { get; init; } = [];

    /// <summary>Only these images, wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> Image { get; init; } = [];

    /// <summary>Only containers with all of these labels; a value may be a wildcard.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Only instances of these apps, wildcards allowed; empty means any.</summary>
    public IReadOnlyList<string> App { get; init; } = [];

    /// <summary>Ask for what lists leave out too (<see cref="ClusterContainer.RestartCount"/>): one more request for each container.</summary>
    public bool Detailed { get; init; }

    /// <summary>Answer from the last observation, without the network.</summary>
    public bool Cached { get; init; }
}

/// <summary>Asks for log lines.</summary>
public sealed record ContainerLogQuery : ContainerCall
{
    /// <summary>Only the last lines of each container; null means all.</summary>
    public int? Tail { get; init; }

    /// <summary>Only lines from then on.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only lines before.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Go on with new lines until cancelled.</summary>
    public bool Follow { get; init; }

    /// <summary>Only this stream; null means both.</summary>
    public LogStream? Stream { get; init; }
}

/// <summary>Asks for usage.</summary>
public sealed record ContainerUsageQuery : ContainerCall
{
    /// <summary>How often to measure again until cancelled; null means once.</summary>
    public TimeSpan? Interval { get; init; }
}

/// <summary>Waits for a state.</summary>
public sealed record ContainerWait : ContainerCall
{
    /// <summary>The wanted states; empty with <see cref="Healthy"/>.</summary>
    public IReadOnlyList<ContainerState> State { get; init; } = [];

    /// <summary>Wait until it runs and its health check, where it has one, passes.</summary>
    public bool Healthy { get; init; }

    /// <summary>How long to wait.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>Tests a port.</summary>
public sealed record ContainerPortTest : ContainerCall
{
    /// <summary>The port inside the container, 1 to 65535.</summary>
    public required int Port { get; init; }
}
