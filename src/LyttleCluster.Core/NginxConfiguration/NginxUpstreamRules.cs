namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>What the upstreams of an entry must be like.</summary>
internal static class NginxUpstreamRules
{
    private const int Most = 64;
    private const int NginxMaxFails = 1;
    private const int NginxFailTimeout = 10;
    private const string Remedy = "Give http or https addresses such as http://10.0.0.5:8080.";

    /// <summary>The upstreams in their normal form.</summary>
    public static IReadOnlyList<NginxUpstream> Normalise(IReadOnlyList<NginxUpstream> given, List<NginxEntryProblem> problems)
    {
        if (given.Count == 0) problems.Add(Problem("there is no upstream", "Give at least one address."));
        if (given.Count > Most)
        {
            problems.Add(Problem($"there are {given.Count} upstreams, and {Most} is the limit", "Leave some out."));
            return given;
        }

        var normal = given.Select(one => Normalise(one, isOnly: given.Count == 1, problems)).ToArray();
        CheckTogether(normal, problems);
        return normal;
    }

    private static NginxUpstream Normalise(NginxUpstream upstream, bool isOnly, List<NginxEntryProblem> problems)
    {
        var text = upstream.Address.OriginalString;
        var address = WebAddress.Parse(text, out var why);
        if (address is { Rest.Length: > 0 }) why = "it has a query or a fragment";
        if (why is not null) problems.Add(Problem($"{NginxEntryRules.Shown(text)} cannot be an upstream: {Formatting.Printable.Line(why)}", Remedy));
        CheckRange(text, "weight", upstream.Weight, 1, 100, problems);
        CheckRange(text, "max fails", upstream.MaxFails ?? NginxMaxFails, 0, 100, problems);
        CheckRange(text, "fail timeout", upstream.FailTimeoutSec ?? NginxFailTimeout, 1, 3600, problems);
        return new NginxUpstream(
            why is null ? new Uri(address!.ToString()) : upstream.Address,
            // The weight of an only one is its share of itself.
            isOnly && upstream.Weight is >= 1 and <= 100 ? 1 : upstream.Weight,
            upstream.MaxFails == NginxMaxFails ? null : upstream.MaxFails,
            upstream.FailTimeoutSec == NginxFailTimeout ? null : upstream.FailTimeoutSec);
    }

    private static void CheckRange(string text, string what, int value, int least, int most, List<NginxEntryProblem> problems)
    {
        if (value < least || value > most) problems.Add(Problem($"the {what} of upstream {NginxEntryRules.Shown(text)} is {value}", $"Give {least} to {most}."));
    }

    private static void CheckTogether(NginxUpstream[] upstreams, List<NginxEntryProblem> problems)
    {
        if (problems.Exists(problem => problem.ErrorId == "DomainUpstreamInvalid") || upstreams.Length < 2) return;
        var first = upstreams[0].Address.OriginalString;
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var (scheme, path) = Common(first);
        foreach (var text in upstreams.Select(one => one.Address.OriginalString))
        {
            if (!addresses.Add(text)) problems.Add(Problem($"upstream {NginxEntryRules.Shown(text)} is there twice", "Give it once, with a weight if it is to get more."));
            else if (Common(text) != (scheme, path))
                problems.Add(Problem($"upstreams {NginxEntryRules.Shown(first)} and {NginxEntryRules.Shown(text)} differ in scheme or path", "Upstreams of one domain differ in host and port alone."));
        }
    }

    private static (string Scheme, string Path) Common(string text) => WebAddress.Parse(text, out _) is { } address ? (address.Scheme, address.Path) : ("", "");

    private static NginxEntryProblem Problem(string message, string remedy) => NginxEntryRules.Problem("DomainUpstreamInvalid", "upstreams", message, remedy);
}
