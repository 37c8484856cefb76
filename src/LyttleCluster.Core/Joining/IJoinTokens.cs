namespace LyttleCluster.Core.Joining;

/// <summary>Judges the tokens that agents announce themselves with.</summary>
internal interface IJoinTokens
{
    /// <summary>The name of the join token.</summary>
    /// <exception cref="ClusterException"><c>JoinTokenRefused</c>, <c>JoinTokenExpired</c> or <c>JoinTokenOfAnotherKind</c>.</exception>
    Task<string> NameOfAsync(Secret shown, CancellationToken cancellationToken);
}
