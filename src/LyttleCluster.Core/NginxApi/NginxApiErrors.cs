using static LyttleCluster.Core.Transport.ErrorText;

namespace LyttleCluster.Core.NginxApi;

/// <summary>Every way in which talking to an nginx_api can fail, in the operator's words. One ErrorId each. No key is ever in them.</summary>
internal static class NginxApiErrors
{
    /// <summary>The ErrorId of <see cref="ConnectionLost"/>.</summary>
    public const string ConnectionLostId = "NginxApiConnectionLost";

    /// <summary>The ErrorId of <see cref="RateLimited"/>.</summary>
    public const string RateLimitedId = "NginxApiRateLimited";

    /// <summary>The ErrorId of <see cref="EntryRefused"/>.</summary>
    public const string EntryRefusedId = "NginxApiEntryRefused";

    private const string RetryAfterKey = "retryAfter";

    // Reaching it

    public static ClusterException SchemeNotSupported(NginxApiEndpoint e) => Make(e, "NginxApiSchemeNotSupported", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: addresses that begin with {e.Uri.Scheme}: are not supported for nginx_api.",
        "Use http://host:3003 or https://host:3003.");

    public static ClusterException Refused(NginxApiEndpoint e) => Make(e, "NginxApiRefused", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: nobody listens at {e.Address}: the machine is there, its nginx_api is not.",
        "Start LyttleNGINX or the agent there (systemctl status lyttle-cluster-agent), or correct the address with Set-ClusterNode -NginxApi.");

    public static ClusterException HostNotFound(NginxApiEndpoint e) => Make(e, "NginxApiHostNotFound", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the name {e.Host} does not resolve to an address.",
        "Correct the name with Set-ClusterNode -NginxApi, or put it into DNS or the hosts file.");

    public static ClusterException Unreachable(NginxApiEndpoint e, string why) => Make(e, "NginxApiUnreachable", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: {e.Address} cannot be reached: {why}.",
        "See that the machine runs and that network, routes and firewall let you through.");

    public static ClusterException ConnectTimedOut(NginxApiEndpoint e, TimeSpan silence) => Make(e, "NginxApiConnectTimedOut", ClusterErrorCategory.OperationTimeout,
        $"Node {e.Node}: no connection to {e.Address} within {Seconds(silence)}.",
        "See that the machine runs and that no firewall drops the packets; a longer time is given with -TimeoutSec.");

    public static ClusterException TimedOut(NginxApiEndpoint e, TimeSpan silence) => Make(e, "NginxApiTimedOut", ClusterErrorCategory.OperationTimeout,
        $"Node {e.Node}: the nginx_api at {e.Address} was silent for {Seconds(silence)}.",
        "It may be overloaded or hang: look at its log on the node. A longer time is given with -TimeoutSec.");

    public static ClusterException ConnectionLost(NginxApiEndpoint e, string why) => Make(e, ConnectionLostId, ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the connection to {e.Address} broke: {why}.",
        "Try again; if it happens again, look at the log of the nginx_api on the node and at the network between.");

    // TLS

    public static ClusterException PemNotFound(NginxApiEndpoint e, string path) => Make(e, "NginxApiPemNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: there is no file {path}.", "Correct the path with Set-ClusterNode, or put the file there.", path);

    public static ClusterException PemUnreadable(NginxApiEndpoint e, string path) => Make(e, "NginxApiPemUnreadable", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: user {Environment.UserName} may not read {path}.", "Give that user the right to read it; a key should be readable by its user alone (mode 0600).", path);

    public static ClusterException PemInvalid(NginxApiEndpoint e, string path, string expected) => Make(e, "NginxApiPemInvalid", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: {path} holds no {expected} in PEM form that can be used.", "Give a PEM file (BEGIN CERTIFICATE, BEGIN PRIVATE KEY). Keys with a passphrase are not supported: decrypt them first (openssl pkey).", path);

    public static ClusterException KeyMismatch(NginxApiEndpoint e, string keyPath) => Make(e, "NginxApiKeyMismatch", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the key {keyPath} does not belong to the certificate {e.CertificatePath}.", "Give the key that the certificate was made with.", keyPath);

    public static ClusterException CertificateUntrusted(NginxApiEndpoint e, string why) => Make(e, "NginxApiCertificateUntrusted", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the certificate of {e.Address} is not trusted: {why}.",
        e.CACertificatePath is null
            ? "Give the CA that signed it with -NginxApiCACertificatePath."
            : $"{e.CACertificatePath} is not the CA that signed it: give the right one with Set-ClusterNode -NginxApiCACertificatePath. If nothing was changed on the node, somebody may be in between.");

    public static ClusterException CertificateExpired(NginxApiEndpoint e, DateTime notBefore, DateTime notAfter) => Make(e, "NginxApiCertificateExpired", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the certificate of {e.Address} is valid only from {Day(notBefore)} to {Day(notAfter)}.",
        "Renew the certificate of the nginx_api; if it should be valid, look at the clocks of both machines.");

    public static ClusterException HostNameMismatch(NginxApiEndpoint e, string names) => Make(e, "NginxApiHostNameMismatch", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the certificate at {e.Address} is made for {names}, not for {e.Host}.",
        "Use a name that the certificate has, or renew it with this name in subjectAltName.");

    public static ClusterException ClientCertificateRequired(NginxApiEndpoint e) => Make(e, "NginxApiClientCertificateRequired", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the nginx_api at {e.Address} wants a client certificate and none is given.",
        "Give one with Set-ClusterNode -NginxApiCertificatePath and -NginxApiKeyPath.");

    public static ClusterException ClientCertificateRefused(NginxApiEndpoint e, string? said = null) => Make(e, "NginxApiClientCertificateRefused", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the nginx_api at {e.Address} does not accept the client certificate {e.CertificatePath}{Said(said)}.",
        "Give a certificate that is signed by the CA of the agent (lyttle-cluster agent --ca), made for client use, and not expired.");

    public static ClusterException TlsFailed(NginxApiEndpoint e, string why) => Make(e, "NginxApiTlsFailed", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: no secure connection with {e.Address}: {why}.",
        "See with Test-ClusterNode which step fails; both sides must have a TLS version (1.2 or 1.3) in common.");

    public static ClusterException TlsNotSpoken(NginxApiEndpoint e) => Make(e, "NginxApiTlsNotSpoken", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: {e.Address} does not speak TLS.",
        "If the nginx_api listens there without TLS, use http:// in its address; better, give it a certificate.");

    public static ClusterException TlsExpected(NginxApiEndpoint e) => Make(e, "NginxApiTlsExpected", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: {e.Address} speaks TLS only.",
        "Use https:// in the address: Set-ClusterNode -NginxApi.");

    // Being let in

    public static ClusterException ApiKeyMissing(NginxApiEndpoint e) => Make(e, "NginxApiKeyMissing", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the nginx_api at {e.Address} wants an API key and none is given.",
        "Give it with Set-ClusterNode -NginxApiKeyFile (or -NginxApiKey).");

    public static ClusterException ApiKeyUnsendable(NginxApiEndpoint e) => Make(e, "NginxApiKeyInvalid", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: the API key holds characters that no key can have (spaces, line ends, or other than ASCII).",
        "Give the key alone, on one line: Set-ClusterNode -NginxApiKeyFile.");

    public static ClusterException Unauthorized(NginxApiEndpoint e, string? said) => Make(e, "NginxApiUnauthorized", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the nginx_api at {e.Address} does not accept the API key (401){Said(said)}.",
        "Give one of its keys with Set-ClusterNode -NginxApiKeyFile; LyttleNGINX has them in API_KEY, the agent in its --api-key-file.");

    public static ClusterException LoginRefused(NginxApiEndpoint e) => Make(e, "NginxApiLoginRefused", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the LyttleNGINX at {e.Address} is of 2025-11 and wants a login with user and password, not the key that is given.",
        "Give USER:PASSWORD as the key (Set-ClusterNode -NginxApiKeyFile), or upgrade LyttleNGINX.");

    public static ClusterException Forbidden(NginxApiEndpoint e, string? said) => Make(e, "NginxApiForbidden", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: the API key may not do this at {e.Address} (403){Said(said)}.",
        "Give a key with a higher role (viewer < operator < platform-admin); Test-ClusterNode shows which one this key has.");

    public static ClusterException RateLimited(NginxApiEndpoint e, TimeSpan? wait)
    {
        var failure = Make(e, RateLimitedId, ClusterErrorCategory.ResourceBusy,
            $"Node {e.Node}: the nginx_api at {e.Address} was asked too often (429){(wait is { } w ? $"; it answers again in {Seconds(w)}" : "")}.",
            "Wait, then try again. LyttleNGINX counts all callers of one address together: 10 calls a second, 60 a minute, 100 in 15 minutes for each kind of call.");
        failure.Data[RetryAfterKey] = wait;
        return failure;
    }

    // What it answers

    public static ClusterException NotNginxApi(NginxApiEndpoint e, string instead) => Make(e, "NginxApiNotNginxApi", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: what answers at {e.Address} is no nginx_api: {instead}.",
        "Correct the address with Set-ClusterNode -NginxApi; LyttleNGINX and the agent listen on port 3003 unless told otherwise.");

    public static ClusterException AnswerCut(NginxApiEndpoint e) => Make(e, "NginxApiAnswerCut", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the answer of {e.Address} was cut off in the middle.",
        "The nginx_api or something between ended the connection: try again, and look at its log.");

    public static ClusterException AnswerUnreadable(NginxApiEndpoint e, string why) => Make(e, "NginxApiAnswerUnreadable", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the answer of {e.Address} cannot be understood: {why}.",
        "See that an nginx_api listens there and that nothing in between changes its answers.");

    public static ClusterException AnswerTooLarge(NginxApiEndpoint e) => Make(e, "NginxApiAnswerTooLarge", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the answer of {e.Address} is larger than it may be and was not read on.",
        "See that an nginx_api listens there; of a log, ask for fewer lines (-Tail).");

    public static ClusterException NotSupported(NginxApiEndpoint e, string what, string dialect) => Make(e, "NginxApiNotSupported", ClusterErrorCategory.NotImplemented,
        $"Node {e.Node}: {what} is not possible: the nginx_api at {e.Address} is {dialect}, which does not have it.",
        "Get-NginxStatus shows what each node's nginx_api can do.");

    public static ClusterException NotFound(NginxApiEndpoint e, string? said) => Make(e, "NginxApiNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: the nginx_api at {e.Address} does not know what was asked for (404){Said(said)}.",
        "It may be too old for this, or something in front of it hides a part of it: Get-NginxStatus shows what it can do.");

    public static ClusterException BadRequest(NginxApiEndpoint e, int status, string? said) => Make(e, "NginxApiBadRequest", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: the nginx_api refuses the request ({status}){Said(said)}.", "Correct what it names.");

    // Configuration

    public static ClusterException EntryRefused(NginxApiEndpoint e, string? name, string why) => Make(e, EntryRefusedId, ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the nginx_api does not take the entry{(name is null ? "" : $" of {name}")}: {why}.",
        "Correct the domain with Set-ClusterDomain; where another entry has the name already, Import-ClusterDomain adopts it.", name);

    public static ClusterException AgentWithoutReleases(NginxApiEndpoint e, string dialect) => Make(e, "NginxApiNotSupported", ClusterErrorCategory.NotImplemented,
        $"Node {e.Node}: publishing domains is not possible: the {dialect} at {e.Address} is too old to take configuration.",
        "Update the agent on the node: put the lyttle-cluster executable of this version there and restart its service.");

    public static ClusterException ReleaseNotFound(NginxApiEndpoint e, string id) => Make(e, "NginxApiReleaseNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: its agent does not have release {id}.", "It keeps the last 20 unless told otherwise (--keep-releases): publish again instead.", id);

    public static ClusterException DatabaseDown(NginxApiEndpoint e) => Make(e, "NginxApiDatabaseDown", ClusterErrorCategory.ResourceUnavailable,
        $"Node {e.Node}: the LyttleNGINX at {e.Address} cannot reach its database.",
        "Start the database (PostgreSQL) of LyttleNGINX, or correct its DATABASE_URL; what nginx serves now goes on.");

    public static ClusterException ServerFailed(NginxApiEndpoint e, int status, string? said) => Make(e, "NginxApiServerFailed", ClusterErrorCategory.ResourceUnavailable,
        $"Node {e.Node}: the nginx_api reports a fault of its own ({status}){Said(said)}.", "Look at its log on the node: Get-NginxLog.");

    public static ClusterException RebootNotAllowed(NginxApiEndpoint e) => Make(e, "NginxApiRebootNotAllowed", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: its agent does not reboot the host.",
        "Start the agent with --allow-reboot, or reboot the host by other means.");

    /// <summary>Whether it says that we asked too often; nothing was done then.</summary>
    public static bool IsRateLimited(ClusterException failure) => failure.ErrorId == RateLimitedId;

    /// <summary>How long to wait after <see cref="RateLimited"/>; null when it was not told, or is another failure.</summary>
    public static TimeSpan? RetryAfter(ClusterException failure) => failure.Data[RetryAfterKey] as TimeSpan?;

    /// <summary>Whether it says that we are not let in, or not for this.</summary>
    public static bool IsDenied(ClusterException failure) =>
        failure.ErrorId is "NginxApiKeyMissing" or "NginxApiUnauthorized" or "NginxApiLoginRefused" or "NginxApiForbidden";

    /// <summary>
    /// Whether a request may have arrived and been carried out although no answer came. False when it certainly was not: nobody took the connection,
    /// or the answer refuses it.
    /// </summary>
    public static bool IsReplyLost(ClusterException failure) => failure.ErrorId is ConnectionLostId or "NginxApiTimedOut" or "NginxApiAnswerCut";

    /// <summary>How the last attempt to reach an endpoint ended, told by its error.</summary>
    public static EndpointConnection ConnectionOf(ClusterException failure) => failure.ErrorId switch
    {
        "NginxApiKeyMissing" or "NginxApiKeyInvalid" or "NginxApiUnauthorized" or "NginxApiLoginRefused" or "NginxApiForbidden" or "NginxApiCertificateUntrusted" or "NginxApiCertificateExpired"
            or "NginxApiHostNameMismatch" or "NginxApiClientCertificateRequired" or "NginxApiClientCertificateRefused" or "NginxApiTlsFailed"
            or "NginxApiPemNotFound" or "NginxApiPemUnreadable" or "NginxApiPemInvalid" or "NginxApiKeyMismatch" => EndpointConnection.AccessDenied,
        "NginxApiRefused" => EndpointConnection.Refused,
        "NginxApiHostNotFound" or "NginxApiUnreachable" or "NginxApiConnectTimedOut" or "NginxApiTimedOut" or ConnectionLostId
            or "NginxApiSchemeNotSupported" => EndpointConnection.Unreachable,
        "NginxApiNotNginxApi" or "NginxApiAnswerCut" or "NginxApiAnswerUnreadable" or "NginxApiAnswerTooLarge" or "NginxApiTlsNotSpoken" or "NginxApiTlsExpected"
            or "NginxApiNotFound" => EndpointConnection.NoApi,
        _ => EndpointConnection.Connected,
    };

    private static ClusterException Make(NginxApiEndpoint e, string id, ClusterErrorCategory category, string message, string remedy, string? target = null) =>
        new(id, category, message, remedy) { Node = e.Node, TargetName = target };
}
