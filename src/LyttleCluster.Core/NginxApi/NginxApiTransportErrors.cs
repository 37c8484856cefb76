using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.NginxApi;

/// <summary>What goes wrong on the way to an nginx_api, in the words of <see cref="NginxApiErrors"/>.</summary>
internal sealed class NginxApiTransportErrors(NginxApiEndpoint endpoint) : TransportErrors
{
    public override ClusterException SchemeNotSupported() => NginxApiErrors.SchemeNotSupported(endpoint);

    public override ClusterException Refused() => NginxApiErrors.Refused(endpoint);

    public override ClusterException HostNotFound() => NginxApiErrors.HostNotFound(endpoint);

    public override ClusterException Unreachable(string why) => NginxApiErrors.Unreachable(endpoint, why);

    public override ClusterException ConnectTimedOut(TimeSpan silence) => NginxApiErrors.ConnectTimedOut(endpoint, silence);

    public override ClusterException TimedOut(TimeSpan silence) => NginxApiErrors.TimedOut(endpoint, silence);

    public override ClusterException ConnectionLost(string why) => NginxApiErrors.ConnectionLost(endpoint, why);

    public override bool IsConnectionLost(ClusterException failure) => failure.ErrorId == NginxApiErrors.ConnectionLostId;

    public override ClusterException PemNotFound(string path) => NginxApiErrors.PemNotFound(endpoint, path);

    public override ClusterException PemUnreadable(string path) => NginxApiErrors.PemUnreadable(endpoint, path);

    public override ClusterException PemInvalid(string path, string expected) => NginxApiErrors.PemInvalid(endpoint, path, expected);

    public override ClusterException KeyWithoutCertificate(string keyPath) =>
        NginxApiErrors.PemInvalid(endpoint, keyPath, "certificate (a key without -NginxApiCertificatePath)");

    public override ClusterException KeyMismatch(string keyPath) => NginxApiErrors.KeyMismatch(endpoint, keyPath);

    public override ClusterException CertificateUntrusted(string why) => NginxApiErrors.CertificateUntrusted(endpoint, why);

    public override ClusterException CertificateExpired(DateTime notBefore, DateTime notAfter) => NginxApiErrors.CertificateExpired(endpoint, notBefore, notAfter);

    public override ClusterException HostNameMismatch(string names) => NginxApiErrors.HostNameMismatch(endpoint, names);

    public override ClusterException ClientCertificateRequired() => NginxApiErrors.ClientCertificateRequired(endpoint);

    public override ClusterException ClientCertificateRefused() => NginxApiErrors.ClientCertificateRefused(endpoint);

    public override ClusterException TlsFailed(string why) => NginxApiErrors.TlsFailed(endpoint, why);

    public override ClusterException TlsNotSpoken() => NginxApiErrors.TlsNotSpoken(endpoint);

    public override ClusterException AnswerCut() => NginxApiErrors.AnswerCut(endpoint);

    public override ClusterException AnswerMalformed(string why) => NginxApiErrors.AnswerUnreadable(endpoint, why);

    public override ClusterException AnswerTooLarge() => NginxApiErrors.AnswerTooLarge(endpoint);

    public override ClusterException NotTheApi(string instead) => NginxApiErrors.NotNginxApi(endpoint, instead);
}
