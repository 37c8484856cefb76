using System.Globalization;
using LyttleCluster.Core;
using LyttleCluster.Formatting;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>A domain as a form, and the form as a change of a domain.</summary>
internal static class DomainForm
{
    public static IReadOnlyList<FormField> Fields(ClusterDomain? domain) =>
    [
        new("name", "Host name") { Kind = domain is null ? FieldKind.Text : FieldKind.Hidden, Value = domain?.Name ?? "", IsRequired = true, Hint = "such as www.example.com or *.example.com" },
        new("aliases", "Other host names") { Kind = FieldKind.Area, Value = string.Join('\n', domain?.Aliases ?? []), Hint = "one a line; may be empty" },
        new("kind", "Leads to") { Kind = FieldKind.Choice, Options = Enum.GetNames<DomainKind>(), Value = (domain?.Kind ?? DomainKind.Upstream).ToString(), Hint = "only the field of this kind counts" },
        new("upstreams", "Upstreams") { Only = "Upstream", Kind = FieldKind.Area, Value = string.Join('\n', domain?.Upstreams.Select(upstream => upstream.ToString()) ?? []), Hint = "one a line: http://10.0.0.5:8080, with weight=2 max_fails=3 fail_timeout=10s behind it where wanted" },
        new("least", "The upstream with the fewest connections gets the next request") { Only = "Upstream App", Kind = FieldKind.Check, Value = domain?.LeastConnections == true ? "on" : "" },
        new("app", "App") { Only = "App", Value = domain?.AppName ?? "" },
        new("root", "Folder on the nodes") { Only = "Root", Value = domain?.Root ?? "", Hint = "such as /srv/www/shop" },
        new("redirect", "Redirect to") { Only = "Redirect", Value = domain?.RedirectTo ?? "", Hint = "such as https://www.example.com" },
        new("status", "Redirect with") { Only = "Redirect", Kind = FieldKind.Choice, Options = ["301", "302", "307", "308"], Value = (domain?.RedirectStatus ?? 301).ToString(CultureInfo.InvariantCulture) },
        new("keep", "Append path and query to the redirect") { Only = "Redirect", Kind = FieldKind.Check, Value = domain?.RedirectKeepPath == true ? "on" : "" },
        new("tls", "Serve it over TLS, and send plain requests there") { Kind = FieldKind.Check, Value = domain?.Tls == true ? "on" : "" },
        new("certificate", "Certificate and chain") { Only = "tls", Value = domain?.CertificatePath ?? "", Hint = "a PEM file on the nodes; empty: the node finds one that covers the names" },
        new("key", "Key of the certificate") { Only = "tls", Value = domain?.CertificateKeyPath ?? "" },
        new("custom", "Own directives") { Kind = FieldKind.Area, Value = domain?.CustomConfiguration ?? "", Hint = "for its server block; may be empty" },
        new("nodes", "Wanted on nodes") { Value = Display.List(domain?.WantedNodes), Hint = "names or wildcards, commas between them; empty: by labels and location alone" },
        new("labels", "Wanted on nodes with labels") { Value = Display.Pairs(domain?.WantedLabels), Hint = "such as role=web, commas between them" },
        new("locations", "Wanted at locations") { Value = Display.List(domain?.WantedLocations), Hint = "such as eu/rack1, commas between them; empty: anywhere" },
    ];

    public static SetDomain Request(ActionInput input)
    {
        var kind = input.Choice("kind", DomainKind.Upstream);
        var settings = new DomainSettings
        {
            Aliases = Some(input.Words("aliases")),
            Upstreams = kind == DomainKind.Upstream ? Upstreams(input) : null,
            LeastConnections = kind is DomainKind.Upstream or DomainKind.App ? input.Flag("least") : null,
            App = kind == DomainKind.App ? Needed(input, "app", "The app") : null,
            Root = kind == DomainKind.Root ? Needed(input, "root", "The folder") : null,
            RedirectTo = kind == DomainKind.Redirect ? Needed(input, "redirect", "The address") : null,
            RedirectStatus = kind == DomainKind.Redirect ? input.Whole("status", 301, 301, 308) : null,
            RedirectKeepPath = kind == DomainKind.Redirect ? input.Flag("keep") : null,
            Tls = input.Flag("tls"),
            CertificatePath = input.Text("certificate"),
            CertificateKeyPath = input.Text("key"),
            CustomConfiguration = input.Text("custom"),
            Nodes = Some(input.Words("nodes")),
            NodeLabels = Labels(input),
            Locations = Some(input.Words("locations")),
        };
        return new SetDomain { Name = Needed(input, "name", "The host name"), Settings = settings, Clear = Emptied(settings) };
    }

    /// <summary>The field that a refusal is about.</summary>
    public static string? FieldOf(ClusterException failure) => failure.ErrorId switch
    {
        ActionErrors.Field or "PageFieldMissing" => failure.TargetName,
        "DomainNameInvalid" or "DomainNameTaken" or "DomainNameShadowed" => "name",
        "DomainTargetMissing" or "DomainTargetsExclude" or "DomainSettingConflict" => "kind",
        "DomainUpstreamInvalid" => "upstreams",
        "DomainAppInvalid" => "app",
        "DomainRootInvalid" => "root",
        "DomainRedirectInvalid" or "DomainRedirectLoop" => "redirect",
        "DomainCertificateInvalid" => "certificate",
        "DomainCustomConfigurationInvalid" => "custom",
        "DomainNodeChoiceInvalid" => "nodes",
        _ => null,
    };

    /// <summary>What the form has no value for: it is the whole domain, so what is empty goes.</summary>
    private static List<string> Emptied(DomainSettings settings) =>
    [
        .. new (string Name, object? Value)[]
        {
            (nameof(settings.Aliases), settings.Aliases),
            (nameof(settings.CertificatePath), settings.CertificatePath),
            (nameof(settings.CertificateKeyPath), settings.CertificateKeyPath),
            (nameof(settings.CustomConfiguration), settings.CustomConfiguration),
            (nameof(settings.Nodes), settings.Nodes),
            (nameof(settings.NodeLabels), settings.NodeLabels),
            (nameof(settings.Locations), settings.Locations),
        }.Where(setting => setting.Value is null).Select(setting => setting.Name),
    ];

    private static IReadOnlyList<ClusterUpstream> Upstreams(ActionInput input)
    {
        var lines = input.Lines("upstreams");
        return lines.Count > 0 ? [.. lines.Select(Upstream)] : throw ActionErrors.FieldMissing("upstreams", "An upstream");
    }

    private static ClusterUpstream Upstream(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!Uri.TryCreate(words[0], UriKind.Absolute, out var address)) throw ActionErrors.FieldInvalid("upstreams", words[0], "an address such as http://10.0.0.5:8080 on each line");
        var upstream = new ClusterUpstream(address);
        foreach (var word in words.Skip(1)) upstream = With(upstream, word);
        return upstream;
    }

    private static ClusterUpstream With(ClusterUpstream upstream, string word) => word.Split('=') switch
    {
        ["weight", var text] when Whole(text) is { } number => upstream with { Weight = number },
        ["max_fails", var text] when Whole(text) is { } number => upstream with { MaxFails = number },
        ["fail_timeout", var text] when Whole(text.TrimEnd('s')) is { } number => upstream with { FailTimeoutSec = number },
        _ => throw ActionErrors.FieldInvalid("upstreams", word, "weight=2, max_fails=3 or fail_timeout=10s behind an address"),
    };

    private static int? Whole(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Dictionary<string, string>? Labels(ActionInput input)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in input.Words("labels"))
        {
            if (word.Split('=', 2) is not [{ Length: > 0 } name, var value]) throw ActionErrors.FieldInvalid("labels", word, "labels such as role=web");
            labels[name] = value;
        }

        return labels.Count > 0 ? labels : null;
    }

    private static string Needed(ActionInput input, string name, string what) => input.Text(name) ?? throw ActionErrors.FieldMissing(name, what);

    private static IReadOnlyList<string>? Some(IReadOnlyList<string> words) => words.Count > 0 ? words : null;
}
