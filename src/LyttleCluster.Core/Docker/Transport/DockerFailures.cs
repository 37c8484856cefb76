using System.Net.Http;
using System.Net.Sockets;

namespace LyttleCluster.Core.Docker;

/// <summary>Turns what sockets, TLS and HTTP throw into the operator's words.</summary>
internal static class DockerFailures
{
    /// <summary>Why no connection was made.</summary>
    public static ClusterException OfConnecting(DockerEndpoint endpoint, SocketError error) => error switch
    {
        // ENOENT of a socket file comes as AddressNotAvailable.
        SocketError.AddressNotAvailable or SocketError.SocketError when endpoint.IsUnix => DockerErrors.NoSocket(endpoint),
        SocketError.AccessDenied when endpoint.IsUnix => DockerErrors.SocketAccessDenied(endpoint),
        SocketError.ConnectionRefused => DockerErrors.Refused(endpoint),
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => DockerErrors.HostNotFound(endpoint),
        SocketError.HostUnreachable or SocketError.HostDown => DockerErrors.Unreachable(endpoint, "no route to the host"),
        SocketError.NetworkUnreachable or SocketError.NetworkDown => DockerErrors.Unreachable(endpoint, "the network is unreachable"),
        SocketError.TimedOut => DockerErrors.Unreachable(endpoint, "the operating system gave up waiting"),
        SocketError.AccessDenied => DockerErrors.Unreachable(endpoint, "a local rule forbids the connection"),
        _ => DockerErrors.Unreachable(endpoint, error.ToString()),
    };

    /// <summary>Why an exchange failed after the connection stood. Null when the exception is none of the network's.</summary>
    /// <param name="endpoint">The engine.</param>
    /// <param name="tls">Its TLS, to tell a refused certificate.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="answered">Whether a part of the answer had been read.</param>
    public static ClusterException? OfExchange(DockerEndpoint endpoint, DockerTls tls, Exception failure, bool answered)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is ClusterException known) return known;
        }

        if (failure is not (HttpRequestException or IOException)) return null;
        if (endpoint.UsesTls && tls.ClientCertificateProblem(failure) is { } refused) return refused;
        var error = (failure as HttpRequestException)?.HttpRequestError ?? (failure as HttpIOException)?.HttpRequestError;
        return error switch
        {
            HttpRequestError.ResponseEnded when answered => DockerErrors.AnswerCut(endpoint),
            HttpRequestError.ResponseEnded => DockerErrors.ConnectionLost(endpoint, "it was closed without an answer"),
            HttpRequestError.InvalidResponse when answered => DockerErrors.AnswerMalformed(endpoint, "its framing is wrong"),
            HttpRequestError.InvalidResponse => DockerErrors.NotAnEngine(endpoint, "its answer is not HTTP"),
            HttpRequestError.ConfigurationLimitExceeded => DockerErrors.NotAnEngine(endpoint, "its answer's headers are endless"),
            _ => DockerErrors.ConnectionLost(endpoint, SocketErrorIn(failure)),
        };
    }

    private static string SocketErrorIn(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException { SocketErrorCode: var code })
            {
                return code switch
                {
                    SocketError.ConnectionReset => "the other side reset it",
                    SocketError.TimedOut => "the other side does not answer any more",
                    SocketError.Shutdown or SocketError.ConnectionAborted => "it was closed",
                    _ => code.ToString(),
                };
            }
        }

        return "it ended unexpectedly";
    }
}
