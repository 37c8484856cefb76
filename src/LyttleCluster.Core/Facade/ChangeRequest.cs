namespace LyttleCluster.Core;

/// <summary>A change that somebody wants.</summary>
public abstract record ChangeRequest : NodeCall
{
    /// <summary>Makes a request with the throttle of changes.</summary>
    protected ChangeRequest() => ThrottleLimit = ChangeThrottle;

    /// <summary>Who wants it, for what the change itself writes down; null: the user of this process.</summary>
    internal string? Author { get; init; }
}

/// <summary>A change that somebody wants.</summary>
/// <typeparam name="TResult">What each changed object is reported as.</typeparam>
public abstract record ChangeRequest<TResult> : ChangeRequest;
