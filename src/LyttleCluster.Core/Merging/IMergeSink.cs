namespace LyttleCluster.Core.Merging;

/// <summary>Where the entries of one stream go. Used by one writer at a time.</summary>
internal interface IMergeSink<T>
{
    /// <summary>Gives an entry, a failure or a warning; waits while too many wait already.</summary>
    ValueTask WriteAsync(Answer<T> answer, CancellationToken cancellationToken);

    /// <summary>One more stream of the same node; only before this one has ended, whose place it takes.</summary>
    /// <param name="ahead">Entries that may wait, where streams wait for each other.</param>
    IMergeSink<T> Add(int ahead);

    /// <summary>There will be no more.</summary>
    void End();
}
