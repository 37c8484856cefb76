using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>The files with the CAs of callers, read again when they change: one file may hold several CAs, so one can follow the other. A bad new file changes nothing, and is said.</summary>
internal sealed class CallerAuthorities
{
    private readonly Lock _gate = new();
    private readonly string _grantingFile;
    private readonly string? _identifyingFile;
    private readonly ServiceLog _log;
    private FileStamp _stamp;
    private AuthoritySet _current;

    public CallerAuthorities(string grantingFile, string? identifyingFile, ServiceLog log)
    {
        (_grantingFile, _identifyingFile, _log) = (grantingFile, identifyingFile, log);
        _stamp = Stamp();
        _current = Read(version: 1);
    }

    /// <summary>The CAs that count now.</summary>
    public AuthoritySet Current()
    {
        lock (_gate)
        {
            var stamp = Stamp();
            if (stamp == _stamp) return _current;
            _stamp = stamp;
            try
            {
                _current = Read(_current.Version + 1);
                _log.Info("The CAs of callers were read again.", ("ca", _grantingFile), ("identityCa", _identifyingFile));
            }
            catch (ClusterException refusal)
            {
                _log.Warn($"The CAs from before stay in use. {refusal.Message} {refusal.Remedy}", ("code", refusal.ErrorId));
            }

            return _current;
        }
    }

    private FileStamp Stamp() => _identifyingFile is null ? FileStamp.Of(_grantingFile) : FileStamp.Of(_grantingFile, _identifyingFile);

    private AuthoritySet Read(int version)
    {
        var set = new AuthoritySet(Certificates(ManagerFlags.Ca.Option, _grantingFile), _identifyingFile is null ? [] : Certificates(ManagerFlags.IdentityCa.Option, _identifyingFile), version);
        if (set.Overlaps) _log.Warn($"A CA stands in both {_grantingFile} and {_identifyingFile}: its certificates only identify.", ("code", "CallerAuthorityInBoth"));
        return set;
    }

    private static X509Certificate2Collection Certificates(string option, string path)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(PrivateFile.ReadText(option, path));
        }
        catch (CryptographicException)
        {
            throw ServiceErrors.PemInvalid(option, path, "certificates");
        }

        return found.Count > 0 ? found : throw ServiceErrors.PemInvalid(option, path, "a certificate");
    }
}
