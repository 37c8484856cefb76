namespace LyttleCluster.Core;

/// <summary>A change of containers.</summary>
/// <typeparam name="TResult">What each changed container is reported as.</typeparam>
public abstract record ContainerChange<TResult> : ChangeRequest<TResult>
{
    /// <summary>Names, wildcards, or prefixes of ids (4 hexadecimal digits or more).</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Exactly these; see <see cref="ContainerCall.Containers"/>.</summary>
    public IReadOnlyList<ContainerRef> Containers { get; init; } = [];
}

/// <summary>Starts containers.</summary>
public sealed record StartContainer : ContainerChange<ClusterContainer>;

/// <summary>Stops containers.</summary>
public sealed record StopContainer : ContainerChange<ClusterContainer>
{
    /// <summary>How long a process may take to end before it is killed; the container's own setting unless set.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Kill at once.</summary>
    public bool Force { get; init; }
}

/// <summary>Restarts containers.</summary>
public sealed record RestartContainer : ContainerChange<ClusterContainer>
{
    /// <summary>How long a process may take to end before it is killed; the container's own setting unless set.</summary>
    public TimeSpan? Grace { get; init; }
}

/// <summary>Removes containers.</summary>
public sealed record RemoveContainer : ContainerChange<ClusterContainer>
{
    /// <summary>Remove running ones too, killing them.</summary>
    public bool Force { get; init; }
}

/// <summary>Runs a command inside containers.</summary>
public sealed record InvokeContainerCommand : ContainerChange<ClusterCommandResult>
{
    /// <summary>The command and its arguments, as they are: no shell is involved.</summary>
    public required IReadOnlyList<string> Command { get; init; }
}
