using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>
/// The certificates of the folders as they are while one change is planned, by the names they are for. They are listed and read when one is wanted
/// for the first time, and not again: a plan may have thousands of entries, and there may be thousands of certificates.
/// </summary>
/// <param name="look">Lists pairs of files in the order in which one is preferred where two are equally good, each with what its certificate says.</param>
internal sealed class FoundCertificates(Func<IEnumerable<FoundCertificate>> look)
{
    private readonly Lazy<Dictionary<string, List<FoundCertificate>>> _byName = new(() => ByName(look()));

    /// <summary>The files of an entry that names none: of those that cover all its names the one that is good the longest.</summary>
    public (string Certificate, string Key)? Find(NginxEntry entry)
    {
        FoundCertificate? best = null;
        foreach (var one in entry.Names is [var first, ..] ? CertificateFile.NamesFor(first).SelectMany(For) : [])
            if ((best is null || IsBetter(one, best)) && entry.Names.All(one.File.Covers)) best = one;
        return best is null ? null : (best.File.File, best.Key);
    }

    private List<FoundCertificate> For(string name) => _byName.Value.TryGetValue(name, out var found) ? found : [];

    private static bool IsBetter(FoundCertificate one, FoundCertificate other) =>
        one.File.ExpiresAt > other.File.ExpiresAt || (one.File.ExpiresAt == other.File.ExpiresAt && one.Place < other.Place);

    private static Dictionary<string, List<FoundCertificate>> ByName(IEnumerable<FoundCertificate> found)
    {
        var byName = new Dictionary<string, List<FoundCertificate>>(StringComparer.OrdinalIgnoreCase);
        foreach (var one in found)
        {
            foreach (var name in one.File.Names)
            {
                if (!byName.TryGetValue(name, out var list)) byName[name] = list = [];
                list.Add(one);
            }
        }

        return byName;
    }
}

/// <summary>A certificate that lies with its key in a folder.</summary>
/// <param name="File">What is told of it.</param>
/// <param name="Key">The key's file, as nginx names it.</param>
/// <param name="Place">Its place in the list.</param>
internal sealed record FoundCertificate(CertificateFile File, string Key, int Place);
