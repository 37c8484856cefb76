namespace LyttleCluster.Service.Manager.Access;

/// <summary>Why a call is not carried out: the status, and the words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">What was wrong, and what would be needed.</param>
internal sealed record AccessRefusal(int Status, ClusterException Error)
{
    /// <summary>Seconds after which it is worth trying again.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>A refusal by what was refused: who is not known is asked to prove themselves.</summary>
    public static AccessRefusal Of(ClusterException error) => new(
        error.Category == ClusterErrorCategory.AuthenticationError ? StatusCodes.Status401Unauthorized : StatusCodes.Status403Forbidden, error);
}
