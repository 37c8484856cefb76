using System.Text;

namespace LyttleCluster.Core.Api;

/// <summary>A failure as RFC 9457 has it, with all that a <see cref="ClusterException"/> says, so that it is made again at the other end.</summary>
internal sealed record Problem
{
    private const string Urn = "urn:lyttle-cluster:error:";

    /// <summary>A name for this kind of failure.</summary>
    public string? Type { get; init; }

    /// <summary>The same in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status that fits.</summary>
    public int Status { get; init; }

    /// <summary>What happened and why.</summary>
    public string? Detail { get; init; }

    /// <summary>See <see cref="ClusterException.ErrorId"/>.</summary>
    public string? ErrorId { get; init; }

    /// <summary>See <see cref="ClusterException.Category"/>.</summary>
    public string? Category { get; init; }

    /// <summary>See <see cref="ClusterException.Remedy"/>.</summary>
    public string? Remedy { get; init; }

    /// <summary>See <see cref="ClusterException.Node"/>.</summary>
    public string? Node { get; init; }

    /// <summary>See <see cref="ClusterException.TargetName"/>.</summary>
    public string? TargetName { get; init; }

    /// <summary>See <see cref="ClusterException.Connection"/>.</summary>
    public string? Connection { get; init; }

    /// <summary>The id of the call in the manager's log; only in an answer that is nothing but a problem.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The other failures, when the first one stands for all of an answer.</summary>
    public IReadOnlyList<Problem>? Others { get; init; }

    /// <summary>A failure.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="status">The HTTP status; that of its category unless set.</param>
    public static Problem Of(ClusterException failure, int? status = null) => new()
    {
        Type = Urn + failure.ErrorId,
        Title = Words(failure.ErrorId),
        Status = status ?? StatusOf(failure),
        Detail = failure.Message,
        ErrorId = failure.ErrorId,
        Category = failure.Category.ToString(),
        Remedy = failure.Remedy,
        Node = failure.Node,
        TargetName = failure.TargetName,
        Connection = failure.Connection?.ToString(),
    };

    /// <summary>The failure again. Words of a newer version that are not known here are left out.</summary>
    public ClusterException ToException() => new(
        ErrorId ?? "ManagerProblem",
        Enum.TryParse<ClusterErrorCategory>(Category, out var category) ? category : ClusterErrorCategory.NotSpecified,
        Detail ?? Title ?? "The manager names no reason.",
        Remedy ?? "")
    {
        Node = Node,
        TargetName = TargetName,
        Connection = Enum.TryParse<EndpointConnection>(Connection, out var connection) ? connection : null,
    };

    /// <summary>The HTTP status of a failure. That a node does not let the manager in is no refusal of the caller.</summary>
    public static int StatusOf(ClusterException failure) => failure switch
    {
        { ErrorId: ApiErrors.PlanOutdatedId } => 412,
        { ErrorId: ApiErrors.VerbNotAllowedId } => 405,
        { ErrorId: ApiErrors.BodyTooLargeId } => 413,
        { ErrorId: ApiErrors.MediaTypeUnsupportedId } => 415,
        { Category: ClusterErrorCategory.AuthenticationError or ClusterErrorCategory.PermissionDenied, Connection: not null } => 502,
        { Category: ClusterErrorCategory.InvalidArgument } => 400,
        { Category: ClusterErrorCategory.AuthenticationError } => 401,
        { Category: ClusterErrorCategory.PermissionDenied } => 403,
        { Category: ClusterErrorCategory.ObjectNotFound } => 404,
        { Category: ClusterErrorCategory.ResourceExists or ClusterErrorCategory.ResourceBusy or ClusterErrorCategory.InvalidOperation } => 409,
        { Category: ClusterErrorCategory.NotImplemented } => 501,
        { Category: ClusterErrorCategory.ConnectionError } => 502,
        { Category: ClusterErrorCategory.ResourceUnavailable } => 503,
        { Category: ClusterErrorCategory.OperationTimeout } => 504,
        _ => 500,
    };

    /// <summary><c>NodeNotFound</c> in words: <c>Node not found</c>.</summary>
    private static string Words(string errorId)
    {
        var words = new StringBuilder(errorId.Length + 8);
        foreach (var letter in errorId)
        {
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0) words.Append(' ').Append(char.ToLowerInvariant(letter));
            else words.Append(letter);
        }

        return words.ToString();
    }
}
