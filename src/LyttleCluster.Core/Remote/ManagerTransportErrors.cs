using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.Remote;

/// <summary>What goes wrong on the way to a manager, in the words of <see cref="ManagerErrors"/>.</summary>
internal sealed class ManagerTransportErrors(ManagerAddress address) : TransportErrors
{
    public override ClusterException SchemeNotSupported() => ManagerErrors.AddressInvalid(address.Uri);

    public override ClusterException Refused() => ManagerErrors.Refused(address);

    public override ClusterException HostNotFound() => ManagerErrors.HostNotFound(address);

    public override ClusterException Unreachable(string why) => ManagerErrors.Unreachable(address, why);

    public override ClusterException ConnectTimedOut(TimeSpan silence) => ManagerErrors.ConnectTimedOut(address, silence);

    public override ClusterException TimedOut(TimeSpan silence) => ManagerErrors.Silent(address, silence);

    public override ClusterException ConnectionLost(string why) => ManagerErrors.ConnectionLost(address, why);

    public override bool IsConnectionLost(ClusterException failure) => failure.ErrorId == ManagerErrors.ConnectionLostId;

    public override ClusterException PemNotFound(string path) => ManagerErrors.PemNotFound(path);

    public override ClusterException PemUnreadable(string path) => ManagerErrors.PemUnreadable(path);

    public override ClusterException PemInvalid(string path, string expected) => ManagerErrors.PemInvalid(path, expected);

    public override ClusterException KeyWithoutCertificate(string keyPath) => ManagerErrors.KeyWithoutCertificate(keyPath);

    public override ClusterException KeyMismatch(string keyPath) => ManagerErrors.KeyMismatch(address, keyPath);

    public override ClusterException CertificateUntrusted(string why) => ManagerErrors.CertificateUntrusted(address, why);

    public override ClusterException CertificateExpired(DateTime notBefore, DateTime notAfter) => ManagerErrors.CertificateExpired(address, notBefore, notAfter);

    public override ClusterException HostNameMismatch(string names) => ManagerErrors.HostNameMismatch(address, names);

    public override ClusterException ClientCertificateRequired() => ManagerErrors.ClientCertificateRequired(address);

    public override ClusterException ClientCertificateRefused() => ManagerErrors.ClientCertificateRefused(address);

    public override ClusterException TlsFailed(string why) => ManagerErrors.TlsFailed(address, why);

    public override ClusterException TlsNotSpoken() => ManagerErrors.TlsNotSpoken(address);

    public override ClusterException AnswerCut() => ManagerErrors.AnswerCut(address);

    public override ClusterException AnswerMalformed(string why) => ManagerErrors.AnswerMalformed(address, why);

    public override ClusterException AnswerTooLarge() => ManagerErrors.AnswerTooLarge(address);

    public override ClusterException NotTheApi(string instead) => ManagerErrors.NotAManager(address, instead);
}
