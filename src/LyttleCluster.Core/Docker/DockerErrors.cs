using static LyttleCluster.Core.Transport.ErrorText;

namespace LyttleCluster.Core.Docker;

/// <summary>Every way in which talking to an engine can fail, in the operator's words. One ErrorId each.</summary>
internal static class DockerErrors
{
    /// <summary>The largest answer that is read, in bytes.</summary>
    public const int MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>The ErrorId of <see cref="ConnectionLost"/>.</summary>
    public const string ConnectionLostId = "DockerConnectionLost";

    // Reaching it

    public static ClusterException NoSocket(DockerEndpoint e) => Make(e, EndpointConnection.Refused, "DockerNoSocket", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: there is no socket {e.SocketPath}, so no Docker engine runs there.",
        "Start the engine (systemctl start docker), or correct the path with Set-ClusterNode -Docker.");

    public static ClusterException SocketAccessDenied(DockerEndpoint e) => Make(e, EndpointConnection.AccessDenied, "DockerSocketAccessDenied", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: user {Environment.UserName} may not open the socket {e.SocketPath}.",
        "Run this as root (sudo pwsh), or let the user in: usermod -aG docker USER, then log in again. Membership of that group equals root on that machine.");

    public static ClusterException SocketPathTooLong(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "DockerSocketPathTooLong", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: the path {e.SocketPath} is longer than a socket's path may be (about 100 bytes).",
        "Make a symbolic link with a shorter path to the socket's folder and use that.");

    public static ClusterException Refused(DockerEndpoint e) => Make(e, EndpointConnection.Refused, "DockerRefused", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: nobody listens at {e.Address}: the machine is there, the Docker engine is not.",
        e.IsUnix ? "Start the engine there: systemctl start docker." : "Start the engine there, and see that it listens on this port (dockerd -H tcp://…).");

    public static ClusterException HostNotFound(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "DockerHostNotFound", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the name {e.Host} does not resolve to an address.",
        "Correct the name with Set-ClusterNode -Docker, or put it into DNS or the hosts file.");

    public static ClusterException Unreachable(DockerEndpoint e, string why) => Make(e, EndpointConnection.Unreachable, "DockerUnreachable", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: {e.Address} cannot be reached: {why}.",
        "See that the machine runs and that network, routes and firewall let you through.");

    public static ClusterException ConnectTimedOut(DockerEndpoint e, TimeSpan silence) => Make(e, EndpointConnection.Unreachable, "DockerConnectTimedOut", ClusterErrorCategory.OperationTimeout,
        $"Node {e.Node}: no connection to {e.Address} within {Seconds(silence)}.",
        "See that the machine runs and that no firewall drops the packets; a longer time is given with -TimeoutSec.");

    public static ClusterException TimedOut(DockerEndpoint e, TimeSpan silence) => Make(e, EndpointConnection.Unreachable, "DockerTimedOut", ClusterErrorCategory.OperationTimeout,
        $"Node {e.Node}: the engine at {e.Address} was silent for {Seconds(silence)}.",
        "The engine may be overloaded or hang: look at its log (journalctl -u docker). A longer time is given with -TimeoutSec.");

    public static ClusterException ConnectionLost(DockerEndpoint e, string why) => Make(e, EndpointConnection.Unreachable, ConnectionLostId, ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the connection to {e.Address} broke: {why}.",
        "Try again; if it happens again, look at the engine's log and at the network between.");

    public static ClusterException StreamEnded(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "DockerStreamEnded", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the engine at {e.Address} ended the stream; it is probably being stopped.",
        "Look whether the engine runs: Get-ClusterNode.");

    public static ClusterException SchemeNotSupported(DockerEndpoint e) => Make(e, EndpointConnection.Unreachable, "DockerSchemeNotSupported", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: addresses that begin with {e.Uri.Scheme}: are not supported for Docker.",
        "Use unix:///var/run/docker.sock, ssh://user@host, tcp://host:2376 with certificates, tcp://host:2375, or on Windows npipe:////./pipe/docker_engine.");

    // TLS

    public static ClusterException PemNotFound(DockerEndpoint e, string path) => Make(e, EndpointConnection.AccessDenied, "DockerPemNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: there is no file {path}.", "Correct the path with Set-ClusterNode, or put the file there.", path);

    public static ClusterException PemUnreadable(DockerEndpoint e, string path) => Make(e, EndpointConnection.AccessDenied, "DockerPemUnreadable", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: user {Environment.UserName} may not read {path}.", "Give that user the right to read it; a key should be readable by its user alone (mode 0600).", path);

    public static ClusterException PemInvalid(DockerEndpoint e, string path, string expected) => Make(e, EndpointConnection.AccessDenied, "DockerPemInvalid", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: {path} holds no {expected} in PEM form that can be used.", "Give a PEM file (BEGIN CERTIFICATE, BEGIN PRIVATE KEY). Keys with a passphrase are not supported: decrypt them first (openssl pkey).", path);

    public static ClusterException KeyMismatch(DockerEndpoint e, string keyPath) => Make(e, EndpointConnection.AccessDenied, "DockerKeyMismatch", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the key {keyPath} does not belong to the certificate {e.CertificatePath}.", "Give the key that the certificate was made with.", keyPath);

    public static ClusterException CertificateUntrusted(DockerEndpoint e, string why) => Make(e, EndpointConnection.AccessDenied, "DockerCertificateUntrusted", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the certificate of {e.Address} is not trusted: {why}.",
        e.CACertificatePath is null
            ? "Give the CA that signed it with -DockerCACertificatePath."
            : $"{e.CACertificatePath} is not the CA that signed it: give the right one with Set-ClusterNode -DockerCACertificatePath. If nothing was changed on the node, somebody may be in between.");

    public static ClusterException CertificateExpired(DockerEndpoint e, DateTime notBefore, DateTime notAfter) => Make(e, EndpointConnection.AccessDenied, "DockerCertificateExpired", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the certificate of {e.Address} is valid only from {Day(notBefore)} to {Day(notAfter)}.",
        "Renew the engine's certificate; if it should be valid, look at the clocks of both machines.");

    public static ClusterException HostNameMismatch(DockerEndpoint e, string names) => Make(e, EndpointConnection.AccessDenied, "DockerHostNameMismatch", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the certificate at {e.Address} is made for {names}, not for {e.Host}.",
        "Use a name that the certificate has, or renew it with this name in subjectAltName.");

    public static ClusterException ClientCertificateRequired(DockerEndpoint e) => Make(e, EndpointConnection.AccessDenied, "DockerClientCertificateRequired", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the engine at {e.Address} wants a client certificate and none is given.",
        "Give one with Set-ClusterNode -DockerCertificatePath and -DockerKeyPath.");

    public static ClusterException ClientCertificateRefused(DockerEndpoint e) => Make(e, EndpointConnection.AccessDenied, "DockerClientCertificateRefused", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the engine at {e.Address} does not accept the client certificate {e.CertificatePath}.",
        "Give a certificate that is signed by the engine's CA (dockerd --tlscacert), made for client use, and not expired.");

    public static ClusterException TlsFailed(DockerEndpoint e, string why) => Make(e, EndpointConnection.AccessDenied, "DockerTlsFailed", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: no secure connection with {e.Address}: {why}.",
        "See with Test-ClusterNode which step fails; both sides must have a TLS version (1.2 or 1.3) in common.");

    public static ClusterException TlsNotSpoken(DockerEndpoint e) => Make(e, EndpointConnection.NoApi, "DockerTlsNotSpoken", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: {e.Address} does not speak TLS.",
        "If the engine listens there without TLS, remove the certificates from the node; better, start it with --tlsverify.");

    public static ClusterException TlsExpected(DockerEndpoint e) => Make(e, EndpointConnection.AccessDenied, "DockerTlsExpected", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: the engine at {e.Address} speaks TLS only, and no certificate is given.",
        "Give -DockerCACertificatePath, -DockerCertificatePath and -DockerKeyPath with Set-ClusterNode.");

    // What it answers

    public static ClusterException Unauthorized(DockerEndpoint e, string? said) => Make(e, EndpointConnection.AccessDenied, "DockerUnauthorized", ClusterErrorCategory.AuthenticationError,
        $"Node {e.Node}: {e.Address} does not know who we are (401){Said(said)}.",
        "Something in front of the engine asks for a login, which the Docker API has not: use the engine's own address with a client certificate.");

    public static ClusterException Forbidden(DockerEndpoint e, string? said) => Make(e, EndpointConnection.AccessDenied, "DockerForbidden", ClusterErrorCategory.PermissionDenied,
        $"Node {e.Node}: {e.Address} does not allow this (403){Said(said)}.",
        "An authorization plugin or a proxy in front of the engine forbids it: have the right given there, or use another certificate.");

    public static ClusterException NotAnEngine(DockerEndpoint e, string instead) => Make(e, EndpointConnection.NoApi, "DockerNotAnEngine", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: what answers at {e.Address} is not a Docker engine: {instead}.",
        "Correct the address with Set-ClusterNode -Docker.");

    public static ClusterException AnswerCut(DockerEndpoint e) => Make(e, EndpointConnection.NoApi, "DockerAnswerCut", ClusterErrorCategory.ConnectionError,
        $"Node {e.Node}: the answer of {e.Address} was cut off in the middle.",
        "The engine or something between ended the connection: try again, and look at the engine's log.");

    public static ClusterException AnswerMalformed(DockerEndpoint e, string why) => Make(e, EndpointConnection.NoApi, "DockerAnswerMalformed", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the answer of {e.Address} cannot be understood: {why}.",
        "See that a Docker engine listens there and that nothing in between changes its answers.");

    public static ClusterException AnswerTooLarge(DockerEndpoint e, int limit = MaxAnswerBytes) => Make(e, EndpointConnection.NoApi, "NodeAnswerTooLarge", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the answer of {e.Address} is larger than {limit / 1024 / 1024} MB and was not read on.",
        "See that a Docker engine listens there; remove containers that are not needed (docker container prune).");

    public static ClusterException OutputTooLarge(DockerEndpoint e, string container) => Make(e, EndpointConnection.Connected, "ContainerOutputTooLarge", ClusterErrorCategory.InvalidData,
        $"Node {e.Node}: the command in container {Short(container)} wrote more than 64 MB, which was not read on; the command may still run.",
        "Let it write less, or into a file in the container: sh -c 'command > /tmp/output'.", container);

    public static ClusterException ApiTooOld(DockerEndpoint e, DockerApiVersion server) => Make(e, EndpointConnection.NoApi, "DockerApiTooOld", ClusterErrorCategory.NotImplemented,
        $"Node {e.Node}: the engine at {e.Address} speaks API {server}; {DockerApiVersion.Oldest} (Docker 20.10) is the oldest that is supported.",
        "Upgrade the Docker engine on that node.");

    public static ClusterException ApiTooNew(DockerEndpoint e, DockerApiVersion? floor) => Make(e, EndpointConnection.NoApi, "DockerApiTooNew", ClusterErrorCategory.NotImplemented,
        $"Node {e.Node}: the engine at {e.Address} wants API {floor?.ToString() ?? "of a newer version"} or newer; this LyttleCluster speaks {DockerApiVersion.Oldest} to {DockerApiVersion.Newest}.",
        "Upgrade LyttleCluster.");

    public static ClusterException ContainerNotFound(DockerEndpoint e, string container) => Make(e, EndpointConnection.Connected, "DockerContainerNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: there is no container {Short(container)}.", "See which there are: Get-ClusterContainer -Node " + e.Node + ".", container);

    public static ClusterException NotFound(DockerEndpoint e, string? said) => Make(e, EndpointConnection.NoApi, "DockerNotFound", ClusterErrorCategory.ObjectNotFound,
        $"Node {e.Node}: the engine at {e.Address} does not know what was asked for{Said(said)}.", "The engine may be too old for this, or a proxy in front of it hides a part of the API.");

    public static ClusterException Conflict(DockerEndpoint e, string? container, string? said) => Make(e, EndpointConnection.Connected, "DockerConflict", ClusterErrorCategory.InvalidOperation,
        $"Node {e.Node}: the engine cannot do this in the present state{Said(said)}.",
        "Look at the state (Get-ClusterContainer); a running container is removed only with -Force.", container);

    public static ClusterException BadRequest(DockerEndpoint e, string? container, int status, string? said) => Make(e, EndpointConnection.Connected, "DockerBadRequest", ClusterErrorCategory.InvalidArgument,
        $"Node {e.Node}: the engine refuses the request ({status}){Said(said)}.", "Correct what the engine names.", container);

    public static ClusterException EngineFailed(DockerEndpoint e, string? container, int status, string? said) => Make(e, EndpointConnection.Connected, "DockerEngineFailed", ClusterErrorCategory.ResourceUnavailable,
        $"Node {e.Node}: the engine reports a fault of its own ({status}){Said(said)}.", "Look at the engine's log: journalctl -u docker.", container);

    public static ClusterException LogUnavailable(DockerEndpoint e, string container, string? said) => Make(e, EndpointConnection.Connected, "DockerLogUnavailable", ClusterErrorCategory.ReadError,
        $"Node {e.Node}: the log of container {Short(container)} cannot be read{Said(said)}.",
        "Its logging driver may not keep lines (docker info: Logging Driver); json-file, local and journald do.", container);

    /// <summary>Whether it says that the engine has no such container.</summary>
    public static bool IsContainerNotFound(ClusterException failure) => failure.ErrorId == "DockerContainerNotFound";

    private static string Short(string id) => id.Length == 64 ? id[..12] : Printable(id);

    private static ClusterException Make(
        DockerEndpoint e, EndpointConnection connection, string id, ClusterErrorCategory category, string message, string remedy, string? target = null) =>
        new(id, category, message, remedy) { Node = e.Node, TargetName = target, Connection = connection };
}
