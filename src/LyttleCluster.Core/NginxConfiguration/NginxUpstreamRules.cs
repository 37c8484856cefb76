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

        var addresses = new WebAddress?[given.Count];
        var normal = given.Select((one, at) => Normalise(one, isOnly: given.Count == 1, problems, out addresses[at])).ToArray();
        CheckTogether(addresses, problems);
        return normal;
    }

    private static NginxUpstream Normalise(NginxUpstream upstream, bool isOnly, List<NginxEntryProblem> problems, out WebAddress? address)
    {
        var text = upstream.Address.OriginalString;
        address = WebAddress.Parse(text, out var why);
        if (address is { Rest.Length: > 0 }) why = "it has a query or a fragment";
        if (why is not null) problems.Add(Problem($"{NginxEntryRules.Shown(text)} cannot be an upstream: {Formatting.Printable.Line(why)}", Remedy));
        CheckRange(text, "weight", upstream.Weight, 1, 100, problems);
        CheckRange(text, "max fails", upstream.MaxFails ?? NginxMaxFails, 0, 100, problems);
        CheckRange(text, "fail timeout", upstream.FailTimeoutSec ?? NginxFailTimeout, 1, 3600, problems);
        return new NginxUpstream(
            why is null && address!.ToString() is var normal && normal != text ? new Uri(normal) : upstream.Address,
            // The weight of an only one is its share of itself.
            isOnly && upstream.Weight is >= 1 and <= 100 ? 1 : upstream.Weight,
            upstream.MaxFails == NginxMaxFails ? null : upstream.MaxFails,
            upstream.FailTimeoutSec == NginxFailTimeout ? null : upstream.FailTimeoutSec);
    }

    private static void CheckRange(string text, string what, int value, int least, int most, List<NginxEntryProblem> problems)
    {
        if (value < least || value > most) problems.Add(Problem($"the {what} of upstream {NginxEntryRules.Shown(text)} is {value}", $"Give {least} to {most}."));
    }

    private static void CheckTogether(WebAddress?[] addresses, List<NginxEntryProblem> problems)
    {
        if (addresses.Length < 2 || addresses.Any(address => address is null)) return;
        var first = addresses[0]!;
        var known = new HashSet<WebAddress>();
        foreach (var address in addresses.OfType<WebAddress>())
        {
            if (!known.Add(address)) problems.Add(Problem($"upstream {NginxEntryRules.Shown(address.ToString())} is there twice", "Give it once, with a weight if it is to get more."));
            else if ((address.Scheme, address.Path) != (first.Scheme, first.Path))
                problems.Add(Problem($"upstreams {NginxEntryRules.Shown(first.ToString())} and {NginxEntryRules.Shown(address.ToString())} differ in scheme or path", "Upstreams of one domain differ in host and port alone."));
        }
    }

    private static NginxEntryProblem Problem(string message, string remedy) => NginxEntryRules.Problem("DomainUpstreamInvalid", "upstreams", message, remedy);
}
