using static LyttleCluster.Formatting.Printable;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>What an entry must be like; checked before anything is stored, by who sends it and by who takes it. Pure.</summary>
internal static class NginxEntryRules
{
    private const int MostNames = 64;
    private const int LongestShown = 120;

    /// <summary>The entry in its normal form, and all that is wrong with it; the entry is only good where there are no problems.</summary>
    public static (NginxEntry Entry, IReadOnlyList<NginxEntryProblem> Problems) Normalise(NginxEntry entry)
    {
        var problems = new List<NginxEntryProblem>();
        var custom = Custom(entry, problems);
        var target = entry.Kind == NginxEntryKind.Redirect ? RedirectTarget.Parse(entry, problems) : null;
        var upstreams = entry.Kind == NginxEntryKind.Proxy ? NginxUpstreamRules.Normalise(entry.Upstreams, problems) : [];
        var normal = entry with
        {
            Names = Names(entry.Names, problems),
            Upstreams = upstreams,
            LeastConnections = entry.LeastConnections && upstreams.Count > 1,
            Root = entry.Kind == NginxEntryKind.Root ? Path(entry.Root ?? "", "DomainRootInvalid", "root", "root folder", problems) : null,
            RedirectTo = target?.Text,
            RedirectStatus = entry.Kind == NginxEntryKind.Redirect ? entry.RedirectStatus : 301,
            RedirectKeepPath = entry.Kind == NginxEntryKind.Redirect && entry.RedirectKeepPath,
            CertificateFile = Certificate(entry.CertificateFile, "certificateFile", problems),
            CertificateKeyFile = Certificate(entry.CertificateKeyFile, "certificateKeyFile", problems),
            Custom = custom.ToString(),
        };
        CheckFit(entry, problems);
        if (target is not null && problems.Count == 0 && target.IsLoopOf(normal, custom)) problems.Add(RedirectTarget.Loop(normal));
        return (normal, problems);
    }

    /// <summary>
    /// Host names that two of these entries both have, or that a wildcard of one shadows in another: index of the later entry, index of the earlier one,
    /// and the two names.
    /// </summary>
    public static IEnumerable<(int Later, int Earlier, string Name, string Other)> Conflicts(IReadOnlyList<NginxEntry> entries) => NameIndex.Conflicts(entries);

    /// <summary>
    /// Redirects that lead back to themselves through each other: each loop once, as the indices of its entries in the order in which a request
    /// comes by.
    /// </summary>
    public static IEnumerable<IReadOnlyList<int>> RedirectLoops(IReadOnlyList<NginxEntry> entries) => NginxConfiguration.RedirectLoops.Of(entries);

    /// <summary>Why LyttleNGINX v2 cannot say this entry (several upstreams, a root, …); null when it can.</summary>
    public static string? WhyNotLyttleNginx(NginxEntry entry)
    {
        if (entry.Kind == NginxEntryKind.Root) return "LyttleNGINX serves no root folders";
        if (entry.Upstreams.Count > 1) return "LyttleNGINX takes one upstream an entry";
        if (entry.Upstreams.Any(one => one is not { Weight: 1, MaxFails: null, FailTimeoutSec: null })) return "LyttleNGINX takes no weights and limits of failed tries";
        if (entry is { Kind: NginxEntryKind.Redirect, RedirectStatus: not 301 }) return $"LyttleNGINX redirects with 301 only, not with {entry.RedirectStatus}";
        if (entry is { Kind: NginxEntryKind.Redirect, RedirectKeepPath: true }) return "LyttleNGINX does not append the request's path to a redirect";
        if (entry.CertificateFile is not null) return "LyttleNGINX takes no files of certificates, it has certificates of its own";
        return CustomConfiguration.Parse(entry.Custom, out _)?.WhyNotLyttleNginx() is { } why ? $"LyttleNGINX does not take the custom configuration: {why}" : null;
    }

    /// <summary>A value that was given, as a message may show it.</summary>
    internal static string Shown(string text) => "'" + Line(text.Length > LongestShown ? text[..LongestShown] + "…" : text) + "'";

    private static List<string> Names(IReadOnlyList<string> given, List<NginxEntryProblem> problems)
    {
        var names = new List<string>();
        foreach (var text in given)
        {
            if (!DomainName.TryParse(text, out var name, out var why))
                problems.Add(Problem("DomainNameInvalid", "domains", $"{Shown(text)} is no host name that a domain can have: {Line(why)}", "Give host names such as app.example.com or *.example.com."));
            else if (!names.Contains(name!.Ascii))
                names.Add(name.Ascii);
        }

        if (given.Count == 0) problems.Add(Problem("DomainNameInvalid", "domains", "there is no host name", "Give at least one."));
        if (names.Count > MostNames) problems.Add(Problem("DomainNameInvalid", "domains", $"there are {names.Count} host names, and {MostNames} is the limit", "Make more domains of them."));
        // The first is the domain's own; the order of the others means nothing.
        if (names.Count > 2) names.Sort(1, names.Count - 1, StringComparer.Ordinal);
        return names;
    }

    private static CustomConfiguration Custom(NginxEntry entry, List<NginxEntryProblem> problems)
    {
        var custom = CustomConfiguration.Parse(entry.Custom, out var why);
        why ??= custom!.WhyNotFor(entry.Kind);
        if (why is not null)
            problems.Add(Problem("DomainCustomConfigurationInvalid", "nginxCustomCode", $"the custom configuration is refused: {Line(why)}", "Use directives of the allow-list alone, each with its ';' at the end."));
        return custom ?? CustomConfiguration.Empty;
    }

    private static string? Certificate(string? text, string field, List<NginxEntryProblem> problems) =>
        string.IsNullOrEmpty(text) ? null : Path(text, "DomainCertificateInvalid", field, field == "certificateFile" ? "certificate file" : "certificate's key file", problems);

    private static string? Path(string text, string errorId, string field, string what, List<NginxEntryProblem> problems)
    {
        var path = NodePath.Normalise(text, out var why);
        if (path is null) problems.Add(Problem(errorId, field, $"{Shown(text)} cannot be a {what}: {why}", "Give an absolute path on the node, such as /srv/www/site, without '..'."));
        return path ?? text;
    }

    /// <summary>Settings that have no meaning beside each other.</summary>
    private static void CheckFit(NginxEntry entry, List<NginxEntryProblem> problems)
    {
        if (string.IsNullOrEmpty(entry.CertificateFile) != string.IsNullOrEmpty(entry.CertificateKeyFile))
            problems.Add(Problem("DomainCertificateInvalid", "certificateFile", "a certificate was given without its key, or a key without its certificate", "Give both files, or none."));
        else if (!entry.Tls && !string.IsNullOrEmpty(entry.CertificateFile))
            problems.Add(Problem("DomainSettingConflict", "certificateFile", "a certificate was given for a domain that is not served over TLS", "Turn TLS on, or leave the files out."));
        Conflict(entry, NginxEntryKind.Proxy, "upstreams", entry.Upstreams.Count > 0 || entry.LeastConnections, problems);
        Conflict(entry, NginxEntryKind.Root, "root", !string.IsNullOrEmpty(entry.Root), problems);
        Conflict(entry, NginxEntryKind.Redirect, "redirectTo", !string.IsNullOrEmpty(entry.RedirectTo), problems);
        Conflict(entry, NginxEntryKind.Redirect, "redirectStatus", entry.RedirectStatus != 301 || entry.RedirectKeepPath, problems);
    }

    private static void Conflict(NginxEntry entry, NginxEntryKind of, string field, bool isGiven, List<NginxEntryProblem> problems)
    {
        if (isGiven && entry.Kind != of)
            problems.Add(Problem("DomainSettingConflict", field, $"settings of a {Word(of)} were given for a domain that leads to a {Word(entry.Kind)}", "A domain leads to one thing: leave the others out."));
    }

    private static string Word(NginxEntryKind kind) => kind switch
    {
        NginxEntryKind.Proxy => "group of upstreams",
        NginxEntryKind.Redirect => "redirect",
        _ => "root folder",
    };

    internal static NginxEntryProblem Problem(string errorId, string field, string message, string remedy) =>
        new(errorId, field, char.ToUpperInvariant(message[0]) + message[1..] + ".", remedy);
}
