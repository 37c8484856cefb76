using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Hosting;

/// <summary>The service's own certificate. Files that changed are read again with the next connection, so a renewal needs no restart; bad ones change nothing and are said.</summary>
internal sealed class ServerCertificate
{
    private readonly Lock _gate = new();
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly ServiceLog _log;
    private FileStamp _stamp;
    private SslStreamCertificateContext _current;

    public ServerCertificate(string certificateFile, string keyFile, ServiceLog log)
    {
        (_certificateFile, _keyFile, _log) = (certificateFile, keyFile, log);
        _stamp = FileStamp.Of(certificateFile, keyFile);
        _current = Read();
    }

    /// <summary>When it ends.</summary>
    public DateTime NotAfter => Current().TargetCertificate.NotAfter.ToUniversalTime();

    /// <summary>What the next handshake shows.</summary>
    public SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            var stamp = FileStamp.Of(_certificateFile, _keyFile);
            if (stamp == _stamp) return _current;
            _stamp = stamp;
            try
            {
                _current = Read();
                _log.Info("The certificate was read again.", ("notAfter", _current.TargetCertificate.NotAfter.ToUniversalTime().ToString("u", null)));
            }
            catch (ClusterException refusal)
            {
                // A renewal writes two files: between them they do not match, and the next connection looks again.
                _log.Warn($"The certificate from before stays in use. {refusal.Message} {refusal.Remedy}", ("code", refusal.ErrorId));
            }

            return _current;
        }
    }

    private SslStreamCertificateContext Read()
    {
        var pem = PrivateFile.ReadText(CommonFlags.Certificate, _certificateFile);
        var key = PrivateFile.ReadText(CommonFlags.Key, _keyFile);
        PrivateFile.MustNotBePublic(CommonFlags.Key, _keyFile);
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw ServiceErrors.PemInvalid(CommonFlags.Certificate, _certificateFile, "certificates");
        }

        if (chain.Count == 0) throw ServiceErrors.PemInvalid(CommonFlags.Certificate, _certificateFile, "a certificate");
        return SslStreamCertificateContext.Create(WithKey(pem, key), new X509Certificate2Collection(chain.Skip(1).ToArray()), offline: true);
    }

    private X509Certificate2 WithKey(string pem, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem, key);
        }
        catch (ArgumentException)
        {
            throw ServiceErrors.KeyMismatch(_certificateFile, _keyFile);
        }
        catch (CryptographicException)
        {
            throw key.Contains("PRIVATE KEY-----", StringComparison.Ordinal)
                ? ServiceErrors.KeyMismatch(_certificateFile, _keyFile)
                : ServiceErrors.PemInvalid(CommonFlags.Key, _keyFile, "a private key without a passphrase");
        }
    }
}
