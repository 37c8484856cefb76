using LyttleCluster.Core.Transport;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>What goes wrong on the way from an agent to its manager.</summary>
internal sealed class JoinTransportErrors(JoinAddress endpoint) : TransportErrors
{
    private const string LostId = "AgentManagerConnectionLost";
    private const string Wait = "Nothing has to be done if the manager is only away for a while: the agent tries again by itself.";
    private const string Trust = "Give the CA of the manager's certificate with --join-ca FILE, or its fingerprint with --join-fingerprint HEX. If nothing was changed at the manager, somebody may be in between.";

    public override ClusterException SchemeNotSupported() => Of("AgentManagerSchemeUnknown", ClusterErrorCategory.InvalidArgument, "is not http or https", "Correct --join.");

    public override ClusterException Refused() => Of("AgentManagerAway", ClusterErrorCategory.ConnectionError, "refuses connections: no manager listens there", Wait);

    public override ClusterException HostNotFound() => Of("AgentManagerNotFound", ClusterErrorCategory.ConnectionError, "has a name that cannot be resolved", $"Correct --join, or see to the name servers. {Wait}");

    public override ClusterException Unreachable(string why) => Of("AgentManagerUnreachable", ClusterErrorCategory.ConnectionError, $"cannot be reached: {why}", Wait);

    public override ClusterException ConnectTimedOut(TimeSpan silence) =>
        Of("AgentManagerConnectTimedOut", ClusterErrorCategory.OperationTimeout, $"did not answer a connection within {silence.TotalSeconds:0} s", Wait);

    public override ClusterException TimedOut(TimeSpan silence) =>
        Of("AgentManagerTimedOut", ClusterErrorCategory.OperationTimeout, $"was silent for {silence.TotalSeconds:0} s", Wait);

    public override ClusterException ConnectionLost(string why) => Of(LostId, ClusterErrorCategory.ConnectionError, $"ended the connection: {why}", Wait);

    public override bool IsConnectionLost(ClusterException failure) => failure.ErrorId == LostId;

    public override ClusterException PemNotFound(string path) => File("AgentJoinCaNotFound", ClusterErrorCategory.ObjectNotFound, path, "there is no such file");

    public override ClusterException PemUnreadable(string path) => File("AgentJoinCaUnreadable", ClusterErrorCategory.ReadError, path, "this user may not read it");

    public override ClusterException PemInvalid(string path, string expected) => File("AgentJoinCaInvalid", ClusterErrorCategory.InvalidData, path, $"it holds no {expected} in PEM form");

    // The agent shows no certificate to the manager: it signs its calls.
    public override ClusterException KeyWithoutCertificate(string keyPath) => PemInvalid(keyPath, "certificate");

    public override ClusterException KeyMismatch(string keyPath) => PemInvalid(keyPath, "key of the certificate");

    public override ClusterException CertificateUntrusted(string why) => Of("AgentManagerUntrusted", ClusterErrorCategory.AuthenticationError, $"shows a certificate that is not trusted: {why}", Trust);

    public override ClusterException CertificateExpired(DateTime notBefore, DateTime notAfter) => Of(
        "AgentManagerCertificateExpired", ClusterErrorCategory.AuthenticationError,
        FormattableString.Invariant($"shows a certificate that is valid only from {notBefore.ToUniversalTime():yyyy-MM-dd HH:mm} to {notAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC"),
        "Renew it at the manager; if it should be valid, look at the clocks of both hosts.");

    public override ClusterException HostNameMismatch(string names) => Of(
        "AgentManagerNameMismatch", ClusterErrorCategory.AuthenticationError, $"shows a certificate for {names}, not for {endpoint.Host}", "Give --join with a name that its certificate has.");

    public override ClusterException ClientCertificateRequired() => Of(
        "AgentManagerWantsCertificate", ClusterErrorCategory.AuthenticationError, "ended the connection as one does that wants a client certificate", "A manager wants none for joining: see that nothing else stands at its address.");

    public override ClusterException ClientCertificateRefused() => ClientCertificateRequired();

    public override ClusterException TlsFailed(string why) => Of("AgentManagerTlsFailed", ClusterErrorCategory.AuthenticationError, $"makes no secure connection: {why}", "Both sides must have a TLS version (1.2 or 1.3) in common.");

    public override ClusterException TlsNotSpoken() => Of("AgentManagerTlsNotSpoken", ClusterErrorCategory.ConnectionError, "does not speak TLS", "Let the manager listen on https, or give the address where it does.");

    public override ClusterException AnswerCut() => Of("AgentManagerAnswerCut", ClusterErrorCategory.ConnectionError, "cut its answer off in the middle", Wait);

    public override ClusterException AnswerMalformed(string why) => NotTheApi(why);

    public override ClusterException AnswerTooLarge() => NotTheApi("its answer is too large");

    public override ClusterException NotTheApi(string instead) => Of("AgentManagerIsNone", ClusterErrorCategory.InvalidData, $"does not answer as a manager does: {instead}", "Give the manager's own address with --join.");

    private ClusterException Of(string id, ClusterErrorCategory category, string what, string remedy) => new(id, category, $"The manager at {endpoint.Address} {what}.", remedy);

    private static ClusterException File(string id, ClusterErrorCategory category, string path, string what) =>
        new(id, category, $"--join-ca {path}: {what}.", "Give the CA of the manager's certificate as a PEM file that this user may read.") { TargetName = path };
}
