namespace LyttleCluster.Service.Manager.Pages;

/// <summary>The HTTP status of a failure, by its category: the same as the API's.</summary>
internal static class PageStatus
{
    public static int Of(ClusterException failure) => failure.ErrorId == "PlanOutdated" ? StatusCodes.Status412PreconditionFailed : failure.Category switch
    {
        ClusterErrorCategory.InvalidArgument => StatusCodes.Status400BadRequest,
        ClusterErrorCategory.AuthenticationError => StatusCodes.Status401Unauthorized,
        ClusterErrorCategory.PermissionDenied => StatusCodes.Status403Forbidden,
        ClusterErrorCategory.ObjectNotFound => StatusCodes.Status404NotFound,
        ClusterErrorCategory.ResourceExists or ClusterErrorCategory.ResourceBusy => StatusCodes.Status409Conflict,
        ClusterErrorCategory.NotImplemented => StatusCodes.Status501NotImplemented,
        ClusterErrorCategory.ConnectionError => StatusCodes.Status502BadGateway,
        ClusterErrorCategory.ResourceUnavailable => StatusCodes.Status503ServiceUnavailable,
        ClusterErrorCategory.OperationTimeout => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>What people call it.</summary>
    public static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "That cannot be done so",
        StatusCodes.Status401Unauthorized => "Who are you?",
        StatusCodes.Status403Forbidden => "You may not do that",
        StatusCodes.Status404NotFound => "Not found",
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => "It is not as it was",
        StatusCodes.Status429TooManyRequests => "Too many tries",
        StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => "It does not answer",
        _ => "That went wrong",
    };
}
