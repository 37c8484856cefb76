namespace LyttleCluster.Core.Merging;

/// <summary>
/// A node to read from. It is asked once what streams it has (the logs of its containers, say), and each of them is merged with those of the
/// other nodes as soon as it has answered.
/// </summary>
/// <param name="Node">The node's name.</param>
/// <param name="OpenAsync">Asks the node. What it throws becomes the node's failure, as does what a stream throws for that stream.</param>
internal sealed record MergeInput<T>(string Node, Func<CancellationToken, Task<IReadOnlyList<IAsyncEnumerable<Answer<T>>>>> OpenAsync)
{
    /// <summary>Whether it is read from here and not over a network: the others wait for it as long as it takes.</summary>
    public bool IsLocal { get; init; }
}

/// <summary>What to merge.</summary>
internal sealed record MergeRequest<T>
{
    /// <summary>Where from. Streams of equal times keep this order as far as their nodes answer in it.</summary>
    public required IReadOnlyList<MergeInput<T>> Inputs { get; init; }

    /// <summary>How many nodes are asked for their streams at once. The streams are read all at once: a merge needs the next entry of each.</summary>
    public required int ThrottleLimit { get; init; }

    /// <summary>What can be said only when every node has answered or failed.</summary>
    public Func<IEnumerable<Answer<T>>> WhenAllOpened { get; init; } = static () => [];

    /// <summary>
    /// What is done with each run of a finite merge: the first has what came in time, each further one what came late, and each is
    /// in order of time by itself.
    /// </summary>
    public Func<IAsyncEnumerable<Answer<T>>, IAsyncEnumerable<Answer<T>>> OfEachRun { get; init; } = static run => run;
}
