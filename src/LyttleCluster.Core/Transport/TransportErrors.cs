namespace LyttleCluster.Core.Transport;

/// <summary>
/// What can go wrong between us and one endpoint, below the API that is spoken there. The mechanisms are shared; each adapter
/// has its own words, ErrorIds and remedies.
/// </summary>
internal abstract class TransportErrors
{
    // Reaching it

    public abstract ClusterException SchemeNotSupported();

    public abstract ClusterException Refused();

    public abstract ClusterException HostNotFound();

    public abstract ClusterException Unreachable(string why);

    public abstract ClusterException ConnectTimedOut(TimeSpan silence);

    public abstract ClusterException TimedOut(TimeSpan silence);

    public abstract ClusterException ConnectionLost(string why);

    /// <summary>Whether it says that a connection ended without an answer, so that the reason may still be asked for.</summary>
    public abstract bool IsConnectionLost(ClusterException failure);

    // TLS

    public abstract ClusterException PemNotFound(string path);

    public abstract ClusterException PemUnreadable(string path);

    public abstract ClusterException PemInvalid(string path, string expected);

    public abstract ClusterException KeyWithoutCertificate(string keyPath);

    public abstract ClusterException KeyMismatch(string keyPath);

    public abstract ClusterException CertificateUntrusted(string why);

    public abstract ClusterException CertificateExpired(DateTime notBefore, DateTime notAfter);

    public abstract ClusterException HostNameMismatch(string names);

    public abstract ClusterException ClientCertificateRequired();

    public abstract ClusterException ClientCertificateRefused();

    public abstract ClusterException TlsFailed(string why);

    public abstract ClusterException TlsNotSpoken();

    // What it answers

    public abstract ClusterException AnswerCut();

    public abstract ClusterException AnswerMalformed(string why);

    public abstract ClusterException AnswerTooLarge();

    /// <summary>Something else than the API answers there.</summary>
    public abstract ClusterException NotTheApi(string instead);
}
