namespace LyttleCluster.Service.Agent.Joining;

/// <summary>What the manager answered: what was asked for, or why not.</summary>
internal sealed record ManagerAnswer<T>(T? Value, ManagerRefusal? Refusal)
    where T : class;

/// <summary>Why the manager did not do what was asked for, in its own words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ErrorId">Its name of the case.</param>
/// <param name="Message">What is the matter.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record ManagerRefusal(int Status, string ErrorId, string Message, string Remedy)
{
    /// <summary>How long to wait before the next try; null: it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The last count that it saw of us; null: it did not say.</summary>
    public long? LastCount { get; init; }
}
