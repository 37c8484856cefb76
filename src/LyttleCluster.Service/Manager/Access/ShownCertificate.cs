using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Security.Certificates;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>The client certificate of one connection. A connection can outlive certificate, CA and trust, so each call asks anew what it is worth.</summary>
internal sealed class ShownCertificate
{
    /// <summary>More between a certificate and its CA is no chain that somebody made on purpose.</summary>
    private const int MostBetween = 8;

    private readonly Lock _gate = new();
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _between;
    private CertificateVerdict? _verdict;

    /// <param name="certificate">As the handshake has it; what is kept are copies, because the handshake's are disposed of.</param>
    /// <param name="between">What was sent with it.</param>
    public ShownCertificate(X509Certificate2 certificate, X509Certificate2Collection between)
    {
        _certificate = Copy(certificate);
        _between = [.. between.Take(MostBetween).Select(Copy)];
        Facts = CertificateFacts.Of(_certificate);
    }

    /// <summary>What it says.</summary>
    public CertificateFacts Facts { get; }

    /// <summary>What it is worth now.</summary>
    public CertificateVerdict Judge(AuthoritySet authorities, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (_verdict?.Holds(authorities.Version, now) != true) _verdict = authorities.Judge(_certificate, _between, now);
            return _verdict;
        }
    }

    private static X509Certificate2 Copy(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);
}
