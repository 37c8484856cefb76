using System.Net;
using System.Security;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>The key for an nginx_api, as cmdlets take it: typed or from a password store, or out of a file.</summary>
internal static class NginxApiKey
{
    /// <summary>The key; null when neither was given.</summary>
    /// <param name="key">The key itself.</param>
    /// <param name="file">A file of mode 0600 with the key on its first line.</param>
    /// <exception cref="ClusterException"><c>NginxApiKeyAmbiguous</c>, or the file cannot be used (<c>SecretFile…</c>).</exception>
    public static Secret? From(SecureString? key, string? file) => (key, file) switch
    {
        (not null, not null) => throw ModuleErrors.KeyGivenTwice(),
        (_, not null) => SecretFile.Read(file),
        (not null, _) => new Secret(new NetworkCredential("", key).Password),
        _ => null,
    };
}
