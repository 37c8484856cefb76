using System.Net.Http;
using System.Net.Sockets;

namespace LyttleCluster.Core.Transport;

/// <summary>Turns what sockets, TLS and HTTP throw into the operator's words.</summary>
internal static class NetworkFailures
{
    /// <summary>Why no connection was made over a network.</summary>
    public static ClusterException OfConnecting(TransportErrors errors, SocketError error) => error switch
    {
        SocketError.ConnectionRefused => errors.Refused(),
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => errors.HostNotFound(),
        SocketError.HostUnreachable or SocketError.HostDown => errors.Unreachable("no route to the host"),
        SocketError.NetworkUnreachable or SocketError.NetworkDown => errors.Unreachable("the network is unreachable"),
        SocketError.TimedOut => errors.Unreachable("the operating system gave up waiting"),
        SocketError.AccessDenied => errors.Unreachable("a local rule forbids the connection"),
        _ => errors.Unreachable(error.ToString()),
    };

    /// <summary>Why an exchange failed after the connection stood. Null when the exception is none of the network's.</summary>
    /// <param name="endpoint">The other side.</param>
    /// <param name="tls">Its TLS, to tell a refused certificate.</param>
    /// <param name="failure">What was thrown.</param>
    /// <param name="answered">Whether a part of the answer had been read.</param>
    public static ClusterException? OfExchange(NetworkEndpoint endpoint, EndpointTls tls, Exception failure, bool answered)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is ClusterException known) return known;
        }

        if (failure is not (HttpRequestException or IOException)) return null;
        if (endpoint.UsesTls && tls.ClientCertificateProblem(failure) is { } refused) return refused;
        var errors = endpoint.Errors;
        var error = (failure as HttpRequestException)?.HttpRequestError ?? (failure as HttpIOException)?.HttpRequestError;
        return error switch
        {
            HttpRequestError.ResponseEnded when answered => errors.AnswerCut(),
            HttpRequestError.ResponseEnded => errors.ConnectionLost("it was closed without an answer"),
            HttpRequestError.InvalidResponse when answered => errors.AnswerMalformed("its framing is wrong"),
            HttpRequestError.InvalidResponse => errors.NotTheApi("its answer is not HTTP"),
            HttpRequestError.ConfigurationLimitExceeded => errors.NotTheApi("its answer's headers are endless"),
            _ => errors.ConnectionLost(SocketErrorIn(failure)),
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
