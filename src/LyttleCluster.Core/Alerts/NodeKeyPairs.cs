using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Alerts;

/// <summary>The certificates by which we prove ourselves to nodes: with one of them, many nodes are lost at once.</summary>
internal static class NodeKeyPairs
{
    /// <summary>Those that can be read; who uses the others says what is wrong with them.</summary>
    public static IReadOnlyList<KnownCertificate> Read(IEnumerable<StoredNode> nodes)
    {
        var found = new List<KnownCertificate>();
        var uses = nodes.SelectMany(node => new[] { node.Document.Settings.DockerCertificatePath, node.Document.Settings.NginxApiCertificatePath }.OfType<string>().Select(path => (path, node.Name)));
        foreach (var used in uses.GroupBy(use => use.path, use => use.Name, StringComparer.Ordinal))
        {
            if (ExpiryOf(used.Key) is not { } end) continue;
            var names = used.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            found.Add(new KnownCertificate(used.Key, $"our own for {string.Join(", ", names.Take(5))}{(names.Count > 5 ? $" and {names.Count - 5} more" : "")}", names.Count == 1 ? names[0] : null, end));
        }

        return found;
    }

    private static DateTimeOffset? ExpiryOf(string path)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            return certificate.NotAfter.ToUniversalTime();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }
}
