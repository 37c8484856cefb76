using System.Text.Json;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Domains;

/// <summary>The stored domains, and which of them a request means.</summary>
internal sealed class DomainRegistry(IStateStore store)
{
    public async Task<IReadOnlyList<StoredDomain>> ListAsync(CancellationToken cancellationToken)
    {
        var domains = new List<StoredDomain>();
        await foreach (var document in store.ListAsync(DomainDocument.Kind, "", cancellationToken))
            domains.Add(new StoredDomain(DomainWords.Read(document), document.Revision));
        return domains;
    }

    public async Task<StoredDomain?> FindAsync(string name, CancellationToken cancellationToken) =>
        await store.GetAsync(DomainDocument.KeyOf(name), cancellationToken) is { } document ? new StoredDomain(DomainWords.Read(document), document.Revision) : null;

    /// <summary>The domains that these names and wildcards mean (none means all), and a failure for each plain name that means none.</summary>
    public async Task<DomainSelection> SelectAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var all = await ListAsync(cancellationToken);
        var wanted = names.Select(DomainPattern.Of).ToList();
        var failures = wanted.Where(pattern => !pattern.IsWildcard && !all.Any(pattern.Matches)).Select(pattern => DomainErrors.NotFound(pattern.Text));
        return new DomainSelection(wanted.Count == 0 ? all : [.. all.Where(domain => wanted.Any(pattern => pattern.Matches(domain)))], [.. failures]);
    }

    /// <summary>Who has which host name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var document in store.ListAsync(DomainNameDocument.Kind, "", cancellationToken))
            names[document.Key.Name] = DocumentWrite.Read(document, StateJson.Default.DomainNameDocument).Domain;
        return names;
    }
}

/// <summary>The domains a request means.</summary>
internal sealed record DomainSelection(IReadOnlyList<StoredDomain> Domains, IReadOnlyList<ClusterException> Failures);

/// <summary>A name of a domain as somebody gives it: as it was typed or in punycode, or a wildcard over such names.</summary>
internal sealed record DomainPattern(string Text, string? Ascii)
{
    private const string ExactlyWildcard = "`*.";

    /// <summary>What is no host name is a wildcard; <c>*.example.com</c> is both, and <c>`*.example.com</c> means the domain of that name alone.</summary>
    public static DomainPattern Of(string text)
    {
        var isExact = text.StartsWith(ExactlyWildcard, StringComparison.Ordinal);
        return new DomainPattern(text, DomainName.TryParse(isExact ? text[1..] : text, out var name, out _) ? name!.Ascii : null) { IsExact = isExact };
    }

    public bool IsExact { get; private init; }

    public bool IsWildcard => !IsExact && (Ascii is null ? Wildcard.IsPattern(Text) : Ascii[0] == '*');

    public bool Matches(StoredDomain domain) => Matches(domain.Name, domain.Document.Shown);

    public bool Matches(string name, string shown) => name == Ascii || (IsWildcard && (Wildcard.Matches(Text, name) || Wildcard.Matches(Text, shown)));
}

/// <summary>Reading and writing domains.</summary>
internal static class DomainWords
{
    public static DomainDocument Read(StateDocument document) => DocumentWrite.Read(document, StateJson.Default.DomainDocument);

    /// <summary>Where a domain leads, in one line.</summary>
    public static string TargetOf(DomainDocument domain) => domain.Leads switch
    {
        DomainKind.App => $"app {domain.App}",
        DomainKind.Root => domain.Root!,
        DomainKind.Redirect => $"{domain.RedirectTo}{(domain.RedirectKeepPath ? "…" : "")} ({domain.RedirectStatus})",
        _ => string.Join(", ", ModelsOf(domain.Upstreams)),
    };

    public static IEnumerable<ClusterUpstream> ModelsOf(IEnumerable<StoredUpstream> upstreams) => upstreams.Select(upstream =>
        new ClusterUpstream(new Uri(upstream.Address)) { Weight = upstream.Weight, MaxFails = upstream.MaxFails, FailTimeoutSec = upstream.FailTimeoutSec });

    /// <summary>All that makes a domain, in one line: equal where two documents are.</summary>
    public static string Describe(DomainDocument domain)
    {
        var parts = new List<string> { $"-> {TargetOf(domain)}" };
        if (domain.Aliases.Count > 0) parts.Add($"aliases {string.Join(',', domain.Aliases.Select(alias => alias.Shown))}");
        if (domain.LeastConnections) parts.Add("least connections");
        if (domain.Tls) parts.Add(domain.CertificatePath is { } certificate ? $"TLS with {certificate} and {domain.CertificateKeyPath}" : "TLS");
        if (domain.Custom.Length > 0) parts.Add($"custom {{ {string.Join(' ', domain.Custom.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} }}");
        if (domain.Nodes.Count > 0) parts.Add($"on nodes {string.Join(',', domain.Nodes)}");
        if (domain.NodeLabels.Count > 0) parts.Add($"on nodes with {string.Join(',', domain.NodeLabels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))}");
        if (domain.Locations.Count > 0) parts.Add($"at {string.Join(',', domain.Locations)}");
        if (domain.Owners.Count > 0) parts.Add($"owned by {string.Join(',', domain.Owners)}");
        return string.Join("; ", parts);
    }

    /// <summary>Whether two documents say the same.</summary>
    public static bool AreSame(DomainDocument one, DomainDocument other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, StateJson.Default.DomainDocument).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, StateJson.Default.DomainDocument));

    /// <summary>What an entry of a domain says: it has names as nginx is told them, and the operator knows the domain as it was typed.</summary>
    public static string Describe(NginxEntry entry, string domain, string shown) => Describe(entry with { Names = [.. entry.Names.Select(name => name == domain ? shown : name)] });

    /// <summary>What an entry on a node says, in one line.</summary>
    public static string Describe(NginxEntry entry)
    {
        var target = entry.Kind switch
        {
            NginxEntryKind.Redirect => $"{entry.RedirectTo}{(entry.RedirectKeepPath ? "…" : "")} ({entry.RedirectStatus})",
            NginxEntryKind.Root => entry.Root,
            _ => string.Join(", ", ModelsOf(entry.Upstreams.Select(upstream => new StoredUpstream(upstream.Address.ToString(), upstream.Weight, upstream.MaxFails, upstream.FailTimeoutSec)))),
        };
        var custom = entry.Custom.Length == 0 ? "" : $"; custom {{ {string.Join(' ', entry.Custom.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} }}";
        return $"{string.Join(' ', entry.Names)} -> {target}{(entry.LeastConnections ? "; least connections" : "")}{(entry.Tls ? "; TLS" : "")}{custom}";
    }
}
