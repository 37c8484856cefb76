using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Docker;

/// <summary>What goes wrong on the way to an engine, in the words of <see cref="DockerErrors"/>.</summary>
internal sealed class DockerTransportErrors(DockerEndpoint endpoint) : TransportErrors
{
    public override ClusterException SchemeNotSupported() => DockerErrors.SchemeNotSupported(endpoint);

    public override ClusterException Refused() => DockerErrors.Refused(endpoint);

    public override ClusterException HostNotFound() => DockerErrors.HostNotFound(endpoint);

    public override ClusterException Unreachable(string why) => DockerErrors.Unreachable(endpoint, why);

    public override ClusterException ConnectTimedOut(TimeSpan silence) => DockerErrors.ConnectTimedOut(endpoint, silence);

    public override ClusterException TimedOut(TimeSpan silence) => DockerErrors.TimedOut(endpoint, silence);

    public override ClusterException ConnectionLost(string why) => DockerErrors.ConnectionLost(endpoint, why);

    public override bool IsConnectionLost(ClusterException failure) => failure.ErrorId == DockerErrors.ConnectionLostId;

    public override ClusterException PemNotFound(string path) => DockerErrors.PemNotFound(endpoint, path);

    public override ClusterException PemUnreadable(string path) => DockerErrors.PemUnreadable(endpoint, path);

    public override ClusterException PemInvalid(string path, string expected) => DockerErrors.PemInvalid(endpoint, path, expected);

    public override ClusterException KeyWithoutCertificate(string keyPath) =>
        DockerErrors.PemInvalid(endpoint, keyPath, "certificate (a key without -DockerCertificatePath)");

    public override ClusterException KeyMismatch(string keyPath) => DockerErrors.KeyMismatch(endpoint, keyPath);

    public override ClusterException CertificateUntrusted(string why) => DockerErrors.CertificateUntrusted(endpoint, why);

    public override ClusterException CertificateExpired(DateTime notBefore, DateTime notAfter) => DockerErrors.CertificateExpired(endpoint, notBefore, notAfter);

    public override ClusterException HostNameMismatch(string names) => DockerErrors.HostNameMismatch(endpoint, names);

    public override ClusterException ClientCertificateRequired() => DockerErrors.ClientCertificateRequired(endpoint);

    public override ClusterException ClientCertificateRefused() => DockerErrors.ClientCertificateRefused(endpoint);

    public override ClusterException TlsFailed(string why) => DockerErrors.TlsFailed(endpoint, why);

    public override ClusterException TlsNotSpoken() => DockerErrors.TlsNotSpoken(endpoint);

    public override ClusterException AnswerCut() => DockerErrors.AnswerCut(endpoint);

    public override ClusterException AnswerMalformed(string why) => DockerErrors.AnswerMalformed(endpoint, why);

    public override ClusterException AnswerTooLarge() => DockerErrors.AnswerTooLarge(endpoint);

    public override ClusterException NotTheApi(string instead) => endpoint.IsSsh ? SshErrors.OutputSpoiled(endpoint) : DockerErrors.NotAnEngine(endpoint, instead);
}
