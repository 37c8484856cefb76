using System.Security.Cryptography;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>The API keys that count now. A changed file is read again with the next call that shows a key; one that became bad changes nothing and is said.</summary>
internal sealed class ApiKeys
{
    private readonly Lock _gate = new();
    private readonly string? _path;
    private readonly ServiceLog _log;
    private IReadOnlyList<ApiKey> _keys = [];
    private FileStamp _stamp;

    /// <param name="path">The file; null when there is none and no key is accepted.</param>
    /// <param name="log">Where a file that became bad is said.</param>
    public ApiKeys(string? path, ServiceLog log)
    {
        (_path, _log) = (path, log);
        if (path is null) return;
        _stamp = FileStamp.Of(path);
        _keys = ApiKeyFile.Read(path);
    }

    public int Count => Current().Count;

    /// <summary>The key that was shown; null when it is none of ours. Every key is compared, each in constant time.</summary>
    public ApiKey? Find(string shown)
    {
        var hash = ApiKey.HashOf(shown);
        ApiKey? found = null;
        foreach (var key in Current())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash)) found = key;
        }

        return found;
    }

    private IReadOnlyList<ApiKey> Current()
    {
        if (_path is null) return _keys;
        lock (_gate)
        {
            var stamp = FileStamp.Of(_path);
            if (stamp == _stamp) return _keys;
            _stamp = stamp;
            ReadAgain(_path);
            return _keys;
        }
    }

    private void ReadAgain(string path)
    {
        try
        {
            _keys = ApiKeyFile.Read(path);
            _log.Info("The API keys were read again.", ("count", _keys.Count));
        }
        catch (ClusterException refusal)
        {
            _log.Error($"The API keys from before stay in force. {refusal.Message} {refusal.Remedy}", ("code", refusal.ErrorId));
        }
    }
}
