using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Transport;

/// <summary>Reads the PEM files of an endpoint, and again when one of them has changed on disk.</summary>
internal sealed class PemFiles(NetworkEndpoint endpoint)
{
    private readonly Lock _gate = new();
    private (Stamp Certificate, Stamp Key, X509Certificate2Collection Chain)? _client;
    private (Stamp File, X509Certificate2Collection Authorities)? _trust;

    /// <summary>Our certificate with its key, and its intermediates after it; null when none is given.</summary>
    public X509Certificate2Collection? Client()
    {
        if (endpoint.CertificatePath is not { } path)
        {
            return endpoint.KeyPath is null ? null : throw endpoint.Errors.KeyWithoutCertificate(endpoint.KeyPath);
        }

        var keyPath = endpoint.KeyPath ?? path;
        lock (_gate)
        {
            var (stamp, keyStamp) = (StampOf(path), StampOf(keyPath));
            if (_client is not { } held || held.Certificate != stamp || held.Key != keyStamp)
            {
                _client = held = (stamp, keyStamp, LoadClient(path, keyPath));
            }

            return held.Chain;
        }
    }

    /// <summary>The CAs that may have signed the other side's certificate; null means the machine's own trust.</summary>
    public X509Certificate2Collection? Authorities()
    {
        if (endpoint.CACertificatePath is not { } path) return null;
        lock (_gate)
        {
            var stamp = StampOf(path);
            if (_trust is not { } held || held.File != stamp) _trust = held = (stamp, LoadCertificates(path));
            return held.Authorities;
        }
    }

    private X509Certificate2Collection LoadClient(string path, string keyPath)
    {
        var chain = LoadCertificates(path);
        using var bare = chain[0];
        chain[0] = WithKey(bare, keyPath);
        return chain;
    }

    private X509Certificate2 WithKey(X509Certificate2 certificate, string keyPath)
    {
        var pem = Read(keyPath);
        try
        {
            using var paired = certificate.PublicKey.Oid.Value switch
            {
                "1.2.840.10045.2.1" => Pair(ECDsa.Create(), key => certificate.CopyWithPrivateKey(key)),
                _ => Pair(RSA.Create(), key => certificate.CopyWithPrivateKey(key)),
            };
            // A key in memory alone does not serve on every platform (Windows' own TLS wants it in a container).
            return X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception failure) when (failure is ArgumentException or CryptographicException)
        {
            // The same exceptions come for no key, a key with a passphrase, another's key, and one of another kind (RSA for EC).
            throw IsSomeKey(pem) ? endpoint.Errors.KeyMismatch(keyPath) : endpoint.Errors.PemInvalid(keyPath, "private key");
        }

        X509Certificate2 Pair<TKey>(TKey key, Func<TKey, X509Certificate2> pair) where TKey : AsymmetricAlgorithm
        {
            using (key)
            {
                key.ImportFromPem(pem);
                return pair(key);
            }
        }
    }

    private static bool IsSomeKey(string pem) =>
        pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal) && (Imports(RSA.Create(), pem) || Imports(ECDsa.Create(), pem));

    private static bool Imports(AsymmetricAlgorithm key, string pem)
    {
        using (key)
        {
            try
            {
                key.ImportFromPem(pem);
                return true;
            }
            catch (Exception failure) when (failure is ArgumentException or CryptographicException)
            {
                return false;
            }
        }
    }

    private X509Certificate2Collection LoadCertificates(string path)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(Read(path));
        }
        catch (CryptographicException)
        {
            throw endpoint.Errors.PemInvalid(path, "certificate");
        }

        return found.Count > 0 ? found : throw endpoint.Errors.PemInvalid(path, "certificate");
    }

    private string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw endpoint.Errors.PemNotFound(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw endpoint.Errors.PemUnreadable(path);
        }
    }

    private Stamp StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? new Stamp(file.LastWriteTimeUtc, file.Length)
            : throw (Directory.Exists(path) ? endpoint.Errors.PemUnreadable(path) : endpoint.Errors.PemNotFound(path));
    }

    private readonly record struct Stamp(DateTime WrittenAt, long Length);
}
