using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.Domains;

/// <summary>What a domain must be like; checked before anything is stored. Pure.</summary>
internal static class DomainRules
{
    private const int LongestChoice = 255;
    private const int LongestOwner = 128;

    /// <summary>The domain in its normal form.</summary>
    /// <exception cref="ClusterException">The first thing that is wrong with it.</exception>
    public static DomainDocument Check(DomainDocument domain)
    {
        foreach (var node in domain.Nodes) Require(IsChoice(node), domain, "nodes", node);
        foreach (var label in domain.NodeLabels) Require(IsChoice(label.Key) && !label.Value.Any(char.IsControl), domain, "node labels", label.Key);
        foreach (var location in domain.Locations) Require(IsChoice(location), domain, "locations", location);
        if (domain.Owners.FirstOrDefault(owner => owner.Length is 0 or > LongestOwner || owner.Any(char.IsControl)) is { } wrong) throw DomainErrors.OwnerInvalid(domain.Shown, wrong);
        if (domain.App is { } app && !IsAppName(app)) throw DomainErrors.AppNameInvalid(domain.Shown, app);
        // An app's domain has all the rest of an entry: it is checked as if it had an upstream.
        var upstream = domain.Upstreams.FirstOrDefault(one => !Uri.TryCreate(one.Address, UriKind.Absolute, out _));
        if (upstream is not null) throw DomainErrors.Refused(domain.Shown, new NginxEntryProblem("DomainUpstreamInvalid", "upstreams", $"'{upstream.Address}' is no address.", "Give one such as http://10.0.0.5:8080."));
        var entry = domain.ToEntry() ?? (domain with { Leads = DomainKind.Upstream, Upstreams = [new StoredUpstream("http://127.0.0.1:3000/")] }).ToEntry()!;
        var (normal, problems) = NginxEntryRules.Normalise(entry);
        if (problems.Count > 0) throw DomainErrors.Refused(domain.Shown, problems[0]);
        var checkedDomain = domain.With(normal);
        return domain.Leads == DomainKind.App ? checkedDomain with { Upstreams = [], LeastConnections = domain.LeastConnections } : checkedDomain;
    }

    private static bool IsChoice(string text) => text.Length is > 0 and <= LongestChoice && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));

    private static bool IsAppName(string text) =>
        text.Length is > 0 and <= 253 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static void Require(bool valid, DomainDocument domain, string setting, string value)
    {
        if (!valid) throw DomainErrors.NodeChoiceInvalid(domain.Shown, setting, value);
    }
}
