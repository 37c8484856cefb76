using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Api;

/// <summary>What is wrong with a call of the API itself, whatever it asks for.</summary>
internal static class ApiErrors
{
    /// <summary>The ErrorId of <see cref="PlanOutdated"/>.</summary>
    public const string PlanOutdatedId = "PlanOutdated";

    /// <summary>The ErrorId of <see cref="VerbNotAllowed"/>.</summary>
    public const string VerbNotAllowedId = "ApiVerbNotAllowed";

    /// <summary>The ErrorId of <see cref="BodyTooLarge"/>.</summary>
    public const string BodyTooLargeId = "RequestTooLarge";

    /// <summary>The ErrorId of <see cref="MediaTypeUnsupported"/>.</summary>
    public const string MediaTypeUnsupportedId = "RequestMediaTypeUnsupported";

    private const string Documented = "GET /api/v1/openapi.json says what every call takes.";

    public static ClusterException RequestNotJson(string why) => new(
        "RequestNotJson", ClusterErrorCategory.InvalidArgument, $"The body of the request is no JSON: {ErrorText.Printable(why).TrimEnd('.')}.", Documented);

    public static ClusterException RequestInvalid(string why) => new(
        "RequestInvalid", ClusterErrorCategory.InvalidArgument, $"The request cannot be read: {ErrorText.Printable(why)}.", Documented);

    public static ClusterException PropertyUnknown(string name, IEnumerable<string> known) => new(
        "RequestPropertyUnknown", ClusterErrorCategory.InvalidArgument,
        $"The request has a property '{ErrorText.Printable(name)}', which this call does not know.",
        $"It knows {Listed(known)}.");

    public static ClusterException PropertyMissing(IEnumerable<string> missing) => new(
        "RequestPropertyMissing", ClusterErrorCategory.InvalidArgument, $"The request lacks {Listed(missing)}.", Documented);

    public static ClusterException QueryParameterUnknown(string name, IEnumerable<string> known) => new(
        "QueryParameterUnknown", ClusterErrorCategory.InvalidArgument,
        $"This call has no parameter '{ErrorText.Printable(name)}'.",
        $"It has {Listed(known)}.");

    public static ClusterException QueryValueInvalid(string name, string value, string expected) => new(
        "QueryValueInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{ErrorText.Printable(value)}' is no value of the parameter '{name}'.",
        $"It takes {expected}.");

    public static ClusterException QuerySecretRefused(string name) => new(
        "QuerySecretRefused", ClusterErrorCategory.InvalidArgument,
        $"'{name}' is a secret, and addresses are written into logs.",
        "Send it in a body, with POST to this path and /query. Take the one that was sent for known to others, and make a new one.");

    public static ClusterException PlanOutdated() => new(
        PlanOutdatedId, ClusterErrorCategory.ResourceBusy,
        "Nothing was changed: this plan is not known any more. Plans are kept in the manager's memory for 10 minutes, for who made them, and once.",
        "Look at it again and repeat the command.");

    public static ClusterException PlanRequestDiffers() => new(
        "PlanRequestDiffers", ClusterErrorCategory.InvalidArgument,
        "Nothing was changed: the request is another one than the one that this plan was made for.",
        "Send the same request with If-Match, or none; without If-Match it is planned and carried out in one go.");

    public static ClusterException AgreedInvalid(int count) => new(
        "PlanAgreedInvalid", ClusterErrorCategory.InvalidArgument,
        $"Nothing was changed: 'agreed' lists which of the plan's changes are agreed to, as numbers from 0 to {count - 1}.",
        "Send the 'index' of each change that is agreed to, or leave 'agreed' out to agree to all.");

    public static ClusterException RouteNotFound(string verb, string path) => new(
        "ApiRouteNotFound", ClusterErrorCategory.ObjectNotFound, $"There is no call {ErrorText.Printable($"{verb} {path}")}.", Documented);

    public static ClusterException VerbNotAllowed(string verb, string path, string allowed) => new(
        VerbNotAllowedId, ClusterErrorCategory.InvalidArgument, $"{ErrorText.Printable($"{verb} {path}")} is no call: the path knows {allowed}.", Documented);

    public static ClusterException MediaTypeUnsupported(string? type) => new(
        MediaTypeUnsupportedId, ClusterErrorCategory.InvalidArgument,
        $"The body's type is {(string.IsNullOrEmpty(type) ? "not said" : $"'{ErrorText.Printable(type)}'")}.",
        "Send JSON, with Content-Type: application/json.");

    public static ClusterException BodyTooLarge(long limit) => new(
        BodyTooLargeId, ClusterErrorCategory.InvalidArgument, $"The body of the request is larger than {limit} bytes.", "Split it into several requests.");

    public static ClusterException RequestBad(string why) => new(
        "RequestBad", ClusterErrorCategory.InvalidArgument, $"The request is no HTTP that is taken here: {ErrorText.Printable(why).TrimEnd('.')}.", Documented);

    public static ClusterException Unexpected(string correlationId) => new(
        "ManagerFailedUnexpectedly", ClusterErrorCategory.NotSpecified,
        "The manager failed in a way it was not made for.",
        $"This is a fault of LyttleCluster. Please report it with what the manager's log says under {correlationId}.");

    public static ClusterException Stopping() => new(
        "ManagerStopping", ClusterErrorCategory.ResourceUnavailable, "The manager is being stopped, so the stream ends.", "Ask again when it runs again.");

    public static ClusterException StreamUnresumable(string id) => new(
        "StreamIdUnknown", ClusterErrorCategory.InvalidArgument, $"'{ErrorText.Printable(id)}' is no id that this stream gave.", "Send the last id as it came, or none.");

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names);
}
