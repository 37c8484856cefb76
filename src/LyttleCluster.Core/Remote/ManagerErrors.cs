using LyttleCluster.Core.Api;
using static LyttleCluster.Core.Transport.ErrorText;

namespace LyttleCluster.Core.Remote;

/// <summary>Every way in which talking to a manager can fail, in the operator's words. What the manager itself refuses has its own ErrorIds.</summary>
internal static class ManagerErrors
{
    /// <summary>The ErrorId of <see cref="ConnectionLost"/>.</summary>
    public const string ConnectionLostId = "ManagerConnectionLost";

    // What was given

    public static ClusterException AddressInvalid(Uri uri) => new(
        "ManagerAddressInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{Printable(uri.OriginalString)}' is no address of a manager.",
        "Give one such as https://manager.example.com:6977, without a user or password in it.");

    public static ClusterException FingerprintInvalid(string text) => new(
        "ManagerFingerprintInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{Printable(text)}' is no SHA-256 fingerprint: it has 64 hexadecimal digits, with or without colons.",
        "openssl x509 -in cert.pem -noout -fingerprint -sha256 shows that of a certificate.");

    public static ClusterException TokenUnprotected(ManagerAddress m) => Make(m, EndpointConnection.NotProbed, "ManagerTokenUnprotected", ClusterErrorCategory.InvalidArgument,
        $"A token is not sent to {m.Address} without TLS: whoever is in between could read it.",
        "Use an address that begins with https.");

    public static ClusterException CertificatesWithoutTls(ManagerAddress m) => Make(m, EndpointConnection.NotProbed, "ManagerCertificatesWithoutTls", ClusterErrorCategory.InvalidArgument,
        $"Certificates and fingerprints count for nothing at {m.Address}: no TLS is spoken there.",
        "Use an address that begins with https, or leave them out.");

    public static ClusterException TokenUnsendable() => new(
        "ManagerTokenUnsendable", ClusterErrorCategory.InvalidArgument,
        "The token has characters that no token has.",
        "Give it as New-ClusterToken showed it: one line, without spaces.");

    // Reaching it

    public static ClusterException Refused(ManagerAddress m) => Make(m, EndpointConnection.Refused, "ManagerRefused", ClusterErrorCategory.ConnectionError,
        $"No manager listens at {m.Address}: the machine is there, the manager is not.",
        "Start it there (Start-ClusterManager, or systemctl start lyttle-cluster-manager), or correct the address.");

    public static ClusterException HostNotFound(ManagerAddress m) => Make(m, EndpointConnection.Unreachable, "ManagerHostNotFound", ClusterErrorCategory.ConnectionError,
        $"The manager's name {m.Host} does not resolve to an address.",
        "Correct the name, or put it into DNS or the hosts file.");

    public static ClusterException Unreachable(ManagerAddress m, string why) => Make(m, EndpointConnection.Unreachable, "ManagerUnreachable", ClusterErrorCategory.ConnectionError,
        $"The manager at {m.Address} cannot be reached: {why}.",
        "See that the machine runs and that network, routes and firewall let you through.");

    public static ClusterException ConnectTimedOut(ManagerAddress m, TimeSpan silence) => Make(m, EndpointConnection.Unreachable, "ManagerConnectTimedOut", ClusterErrorCategory.OperationTimeout,
        $"No connection to the manager at {m.Address} within {Seconds(silence)}.",
        "See that the machine runs and that no firewall drops the packets.");

    public static ClusterException Silent(ManagerAddress m, TimeSpan silence) => Make(m, EndpointConnection.Unreachable, "ManagerSilent", ClusterErrorCategory.OperationTimeout,
        $"The manager at {m.Address} was silent for {Seconds(silence)}; even with nothing to tell it gives a sign every {Seconds(ApiProtocol.Heartbeat)}.",
        "It may hang or its machine be overloaded: look at its log and at /healthz. What became of a change is told by Get-ClusterOperation.");

    public static ClusterException ConnectionLost(ManagerAddress m, string why) => Make(m, EndpointConnection.Unreachable, ConnectionLostId, ClusterErrorCategory.ConnectionError,
        $"The connection to the manager at {m.Address} broke: {why}.",
        "Try again; if it happens again, look at the manager's log. What became of a change is told by Get-ClusterOperation.");

    // TLS

    public static ClusterException PemNotFound(string path) => OfFile("ManagerPemNotFound", ClusterErrorCategory.ObjectNotFound, path,
        $"There is no file {path}.", "Correct the path, or put the file there.");

    public static ClusterException PemUnreadable(string path) => OfFile("ManagerPemUnreadable", ClusterErrorCategory.PermissionDenied, path,
        $"User {Environment.UserName} may not read {path}.", "Give that user the right to read it; a key should be readable by its user alone (mode 0600).");

    public static ClusterException PemInvalid(string path, string expected) => OfFile("ManagerPemInvalid", ClusterErrorCategory.InvalidData, path,
        $"{path} holds no {expected} in PEM form that can be used.", "Give a PEM file (BEGIN CERTIFICATE, BEGIN PRIVATE KEY). Keys with a passphrase are not supported: decrypt them first (openssl pkey).");

    public static ClusterException KeyWithoutCertificate(string keyPath) => OfFile("ManagerKeyWithoutCertificate", ClusterErrorCategory.InvalidArgument, keyPath,
        $"The key {keyPath} is given without the certificate that it belongs to.", "Give the certificate, too.");

    public static ClusterException KeyMismatch(ManagerAddress m, string keyPath) => OfFile("ManagerKeyMismatch", ClusterErrorCategory.InvalidData, keyPath,
        $"The key {keyPath} does not belong to the certificate {m.CertificatePath}.", "Give the key that the certificate was made with.");

    public static ClusterException CertificateUntrusted(ManagerAddress m, string why) => Make(m, EndpointConnection.AccessDenied, "ManagerCertificateUntrusted", ClusterErrorCategory.AuthenticationError,
        $"The certificate of the manager at {m.Address} is not trusted: {why}.",
        m switch
        {
            { CertificateFingerprint: not null } => "If the manager got another certificate, give its fingerprint. If nothing was changed there, somebody may be in between.",
            { CACertificatePath: null } => "Give the CA that signed it (-CACertificatePath), or its fingerprint (-CertificateFingerprint).",
            _ => $"{m.CACertificatePath} is not the CA that signed it: give the right one. If nothing was changed there, somebody may be in between.",
        });

    public static ClusterException CertificateExpired(ManagerAddress m, DateTime notBefore, DateTime notAfter) => Make(m, EndpointConnection.AccessDenied, "ManagerCertificateExpired", ClusterErrorCategory.AuthenticationError,
        $"The certificate of the manager at {m.Address} is valid only from {Day(notBefore)} to {Day(notAfter)}.",
        "Renew the manager's certificate; if it should be valid, look at the clocks of both machines.");

    public static ClusterException HostNameMismatch(ManagerAddress m, string names) => Make(m, EndpointConnection.AccessDenied, "ManagerHostNameMismatch", ClusterErrorCategory.AuthenticationError,
        $"The certificate at {m.Address} is made for {names}, not for {m.Host}.",
        "Use a name that the certificate has, or renew it with this name in subjectAltName.");

    public static ClusterException ClientCertificateRequired(ManagerAddress m) => Make(m, EndpointConnection.AccessDenied, "ManagerClientCertificateRequired", ClusterErrorCategory.AuthenticationError,
        $"The manager at {m.Address} wants a client certificate and none is given.",
        "Give one (-CertificatePath and -KeyPath).");

    public static ClusterException ClientCertificateRefused(ManagerAddress m) => Make(m, EndpointConnection.AccessDenied, "ManagerClientCertificateRefused", ClusterErrorCategory.AuthenticationError,
        $"The manager at {m.Address} does not accept the client certificate {m.CertificatePath}.",
        "Give a certificate that one of the manager's CAs signed, made for client use, not expired and not revoked.");

    public static ClusterException TlsFailed(ManagerAddress m, string why) => Make(m, EndpointConnection.AccessDenied, "ManagerTlsFailed", ClusterErrorCategory.AuthenticationError,
        $"No secure connection with the manager at {m.Address}: {why}.",
        "Both sides must have a TLS version (1.2 or 1.3) in common; the manager's log may say more.");

    public static ClusterException TlsNotSpoken(ManagerAddress m) => Make(m, EndpointConnection.NoApi, "ManagerTlsNotSpoken", ClusterErrorCategory.ConnectionError,
        $"{m.Address} does not speak TLS.",
        "On the manager's own host an address that begins with http serves; from elsewhere let it listen on https.");

    // What it answers

    public static ClusterException NotAManager(ManagerAddress m, string instead) => Make(m, EndpointConnection.NoApi, "ManagerNotFound", ClusterErrorCategory.InvalidData,
        $"What answers at {m.Address} is not a manager: {instead}.",
        "Correct the address; a manager's usual port is 6977.");

    public static ClusterException TooOld(ManagerAddress m, int newest) => Make(m, EndpointConnection.NoApi, "ManagerTooOld", ClusterErrorCategory.NotImplemented,
        $"The manager at {m.Address} speaks its API up to version {newest}; this LyttleCluster needs {ApiProtocol.Oldest} or newer.",
        "Upgrade the manager.");

    public static ClusterException TooNew(ManagerAddress m, int oldest) => Make(m, EndpointConnection.NoApi, "ManagerTooNew", ClusterErrorCategory.NotImplemented,
        $"The manager at {m.Address} speaks its API from version {oldest} on; this LyttleCluster knows it up to {ApiProtocol.Newest}.",
        "Upgrade LyttleCluster here.");

    public static ClusterException NotKnown(ManagerAddress m) => Make(m, EndpointConnection.AccessDenied, "NotAuthenticated", ClusterErrorCategory.AuthenticationError,
        $"The manager at {m.Address} does not know who we are.",
        "Give a client certificate (-CertificatePath and -KeyPath) or a token (-TokenFile).");

    public static ClusterException AnswerCut(ManagerAddress m) => Make(m, EndpointConnection.NoApi, "ManagerAnswerCut", ClusterErrorCategory.ConnectionError,
        $"The answer of the manager at {m.Address} was cut off in the middle.",
        "The manager or something between ended the connection: try again. What became of a change is told by Get-ClusterOperation.");

    public static ClusterException AnswerMalformed(ManagerAddress m, string why) => Make(m, EndpointConnection.NoApi, "ManagerAnswerMalformed", ClusterErrorCategory.InvalidData,
        $"The answer of the manager at {m.Address} cannot be understood: {why}.",
        "See that nothing in between changes its answers, and that both are of about the same version.");

    public static ClusterException AnswerTooLarge(ManagerAddress m) => Make(m, EndpointConnection.NoApi, "ManagerAnswerTooLarge", ClusterErrorCategory.InvalidData,
        $"One line of the answer of the manager at {m.Address} is longer than 96 MB and was not read on.",
        "See that nothing in between changes its answers.");

    private static ClusterException Make(
        ManagerAddress m, EndpointConnection connection, string id, ClusterErrorCategory category, string message, string remedy) =>
        new(id, category, message, remedy) { TargetName = m.Address, Connection = connection };

    private static ClusterException OfFile(string id, ClusterErrorCategory category, string path, string message, string remedy) =>
        new(id, category, message, remedy) { TargetName = path, Connection = EndpointConnection.AccessDenied };
}
