using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>The certificates of a node: those of the folders that the operator named, and those that nginx's configuration names. Files are read again when they change.</summary>
internal sealed class Certificates(AllowedFolders folders, NginxPlace place, TimeProvider time)
{
    public const int WarnDays = 30;
    public const string NotAllowedCode = "CertificateNotAllowed";

    /// <summary>Of one folder's folders and files, and of certificates that are remembered.</summary>
    private const int Most = 20_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (FileStamp Stamp, CertificateFile? File)> _known = new(StringComparer.Ordinal);

    /// <summary>Every certificate that can be read, the one that ends first first.</summary>
    public IReadOnlyList<CertificateFile> List(IEnumerable<string> named) =>
        [.. named.Concat(Pairs().Select(pair => pair.Certificate)).Distinct(StringComparer.Ordinal).Select(Read).OfType<CertificateFile>().OrderBy(one => one.ExpiresAt)];

    /// <summary>Those of the folders, for one plan.</summary>
    public FoundCertificates Look() => new(() => Pairs().Select((pair, place) => Read(pair.Certificate) is { } file ? new FoundCertificate(file, pair.Key, place) : null).OfType<FoundCertificate>());

    /// <summary>What is wrong with the certificate of an entry: field, code, words.</summary>
    public IEnumerable<(string Field, string Code, string Message)> Problems(NginxEntry entry, FoundCertificates found)
    {
        if (!entry.Tls) yield break;
        var isNamed = entry is { CertificateFile: not null, CertificateKeyFile: not null };
        if (isNamed)
        {
            var outside = new[] { (Field: "certificateFile", Path: entry.CertificateFile!), (Field: "certificateKeyFile", Path: entry.CertificateKeyFile!) }.Where(file => !folders.Allow(file.Path)).ToArray();
            foreach (var (field, path) in outside)
                yield return (field, NotAllowedCode, $"{path} does not lie in a folder that certificates may come from ({Named()}). Put it there, or start the agent with --certificates FOLDER.");
            if (outside.Length > 0) yield break;
        }

        var files = isNamed ? (entry.CertificateFile!, entry.CertificateKeyFile!) : found.Find(entry);
        if (files is not var (certificate, key))
        {
            yield return ("ssl", "CertificateMissing", folders.Folders.Count == 0
                ? "The agent was told of no folder with certificates, so it has none for this domain. Start it with --certificates FOLDER, or turn TLS off."
                : $"No certificate in {Named()} covers {string.Join(", ", entry.Names)}. Put one there as FOLDER/NAME/fullchain.pem with privkey.pem, or FOLDER/NAME.crt with NAME.key.");
            yield break;
        }

        if (CertificateFile.Read(certificate, place.Here(certificate), out var why) is not { } file)
        {
            yield return ("certificateFile", "CertificateUnreadable", $"The certificate {certificate} cannot be used: {why}.");
            yield break;
        }

        if (entry.Names.Where(name => !file.Covers(name)).ToArray() is { Length: > 0 } missing)
            yield return ("certificateFile", "CertificateNotCovering", $"The certificate {certificate} is not for {string.Join(", ", missing)}: it is for {string.Join(", ", file.Names)}.");
        if (file.ExpiresAt <= time.GetUtcNow()) yield return ("certificateFile", "CertificateExpired", $"The certificate {certificate} ended at {file.ExpiresAt.UtcDateTime:yyyy-MM-dd}. Renew it.");
        if (CertificateFile.WhyNotKey(place.Here(certificate), place.Here(key)) is { } wrong) yield return ("certificateKeyFile", "CertificateKeyInvalid", $"The key {key} cannot be used: {wrong}.");
    }

    /// <summary>What is to be said of a certificate that is good.</summary>
    public string? Warning(NginxEntry entry, FoundCertificates found)
    {
        var path = entry.CertificateFile ?? (entry.Tls ? found.Find(entry)?.Certificate : null);
        return path is not null && Read(path) is { } file && file.DaysLeft(time.GetUtcNow()) is < WarnDays and var days ? $"{entry.Names[0]}: the certificate {path} ends in {days} days." : null;
    }

    private string Named() => folders.Folders.Count == 0 ? "none is named" : string.Join(", ", folders.Folders);

    private CertificateFile? Read(string path)
    {
        var here = place.Here(path);
        var stamp = here is null ? default : FileStamp.Of(here);
        lock (_gate)
        {
            if (_known.TryGetValue(path, out var known) && known.Stamp == stamp) return known.File;
        }

        var file = CertificateFile.Read(path, here, out _);
        lock (_gate)
        {
            if (_known.Count > Most) _known.Clear();
            _known[path] = (stamp, file);
        }

        return file;
    }

    /// <summary>Pairs in the layouts that are known: certbot's folder a name, and files with the name of the domain.</summary>
    private IEnumerable<(string Certificate, string Key)> Pairs()
    {
        foreach (var folder in folders.Folders)
        {
            if (place.Here(folder) is not { } here || !Directory.Exists(here)) continue;
            foreach (var name in Names(here, Directory.EnumerateDirectories))
                if (File.Exists(Path.Combine(here, name, "fullchain.pem")) && File.Exists(Path.Combine(here, name, "privkey.pem"))) yield return ($"{folder}/{name}/fullchain.pem", $"{folder}/{name}/privkey.pem");
            foreach (var name in Names(here, Directory.EnumerateFiles).Where(name => Path.GetExtension(name) is ".crt" or ".pem"))
                if (File.Exists(Path.Combine(here, Path.ChangeExtension(name, ".key")))) yield return ($"{folder}/{name}", $"{folder}/{Path.ChangeExtension(name, ".key")}");
        }
    }

    private static IEnumerable<string> Names(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            return [.. list(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).Take(Most)];
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
