using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>What a domain becomes when settings are given and cleared. Pure.</summary>
internal static class DomainSettingsMerge
{
    /// <exception cref="ClusterException">It would lead to several things or to nothing, or one of its names is none.</exception>
    public static DomainDocument Merge(DomainDocument before, DomainSettings given, IReadOnlyList<string> clear, bool isNew)
    {
        var after = Leading(before, given, isNew) with
        {
            Aliases = clear.Contains(nameof(given.Aliases)) ? [] : given.Aliases is null ? before.Aliases : AliasesOf(before.Name, given.Aliases),
            Tls = given.Tls ?? (before.Tls && !clear.Contains(nameof(given.Tls))),
            CertificatePath = Given(given.CertificatePath, before.CertificatePath, nameof(given.CertificatePath)),
            CertificateKeyPath = Given(given.CertificateKeyPath, before.CertificateKeyPath, nameof(given.CertificateKeyPath)),
            Custom = Given(given.CustomConfiguration, before.Custom, nameof(given.CustomConfiguration)) ?? "",
            Nodes = Given(given.Nodes, before.Nodes, nameof(given.Nodes)) ?? [],
            NodeLabels = Given(given.NodeLabels, before.NodeLabels, nameof(given.NodeLabels)) ?? new Dictionary<string, string>(),
            Locations = Given(given.Locations, before.Locations, nameof(given.Locations)) ?? [],
            Owners = Given(given.Owners, before.Owners, nameof(given.Owners)) ?? [],
        };
        if (after.Tls) return after;
        // Without TLS its certificate goes with it, unless it was just given: then the contradiction is said.
        return after with { CertificatePath = given.CertificatePath, CertificateKeyPath = given.CertificateKeyPath };

        T? Given<T>(T? value, T? kept, string setting)
            where T : class => value ?? (clear.Contains(setting) ? null : kept);
    }

    private static DomainDocument Leading(DomainDocument before, DomainSettings given, bool isNew)
    {
        DomainKind?[] targets =
        [
            given.Upstreams is { Count: > 0 } ? DomainKind.Upstream : null,
            given.App is not null ? DomainKind.App : null,
            given.Root is not null ? DomainKind.Root : null,
            given.RedirectTo is not null ? DomainKind.Redirect : null,
        ];
        var chosen = targets.OfType<DomainKind>().ToList();
        if (chosen.Count > 1) throw DomainErrors.TargetsExclude(before.Shown);
        if (chosen.Count == 0 && isNew) throw DomainErrors.TargetMissing(before.Shown);
        var leads = chosen.Count == 1 ? chosen[0] : before.Leads;
        return before with
        {
            Leads = leads,
            Upstreams = leads == DomainKind.Upstream ? given.Upstreams is { Count: > 0 } upstreams ? [.. upstreams.Select(Stored)] : before.Upstreams : [],
            LeastConnections = leads is DomainKind.Upstream or DomainKind.App ? given.LeastConnections ?? before.LeastConnections : given.LeastConnections == true,
            App = leads == DomainKind.App ? given.App ?? before.App : null,
            Root = leads == DomainKind.Root ? given.Root ?? before.Root : null,
            RedirectTo = leads == DomainKind.Redirect ? given.RedirectTo ?? before.RedirectTo : null,
            RedirectStatus = given.RedirectStatus ?? (leads == DomainKind.Redirect ? before.RedirectStatus : 301),
            RedirectKeepPath = given.RedirectKeepPath ?? (leads == DomainKind.Redirect && before.RedirectKeepPath),
        };
    }

    private static StoredUpstream Stored(ClusterUpstream upstream) =>
        new(upstream.Address?.ToString() ?? "", upstream.Weight, upstream.MaxFails, upstream.FailTimeoutSec);

    private static List<StoredName> AliasesOf(string own, IReadOnlyList<string> given)
    {
        var aliases = new List<StoredName>();
        foreach (var text in given)
        {
            if (!DomainName.TryParse(text, out var name, out var why)) throw DomainErrors.NameInvalid(text, why!);
            if (name!.Ascii != own && aliases.All(alias => alias.Name != name.Ascii)) aliases.Add(new StoredName(name.Ascii, name.Shown));
        }

        return aliases;
    }
}
