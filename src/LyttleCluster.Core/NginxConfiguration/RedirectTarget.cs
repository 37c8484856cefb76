namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>Where a redirect leads.</summary>
/// <param name="Address">Another address; null: a path of the host that was asked.</param>
/// <param name="Path">The path, without query and fragment.</param>
/// <param name="Tail">Query and fragment, or nothing.</param>
internal sealed record RedirectTarget(WebAddress? Address, string Path, string Tail)
{
    private const string Remedy = "Give an address such as https://example.com/new, or a path such as /new; a '$' in it is written %24.";

    /// <summary>All of it, in its normal form.</summary>
    public string Text => Address?.ToString() ?? Path + Tail;

    /// <summary>Where a normalised entry leads; null when it is no redirect.</summary>
    public static RedirectTarget? Of(NginxEntry entry) => entry is { Kind: NginxEntryKind.Redirect, RedirectTo: { } text } ? Read(text, entry.RedirectKeepPath, out _) : null;

    /// <summary>Where an entry leads; null, with problems, where that cannot be.</summary>
    public static RedirectTarget? Parse(NginxEntry entry, List<NginxEntryProblem> problems)
    {
        if (entry.RedirectStatus is not (301 or 302 or 307 or 308))
            problems.Add(NginxEntryRules.Problem("DomainRedirectInvalid", "redirectStatus", $"{entry.RedirectStatus} is no status of a redirect", "Give 301, 302, 307 or 308."));
        var text = entry.RedirectTo ?? "";
        var target = Read(text, entry.RedirectKeepPath, out var why);
        if (target is null)
            problems.Add(NginxEntryRules.Problem("DomainRedirectInvalid", "redirectTo", $"{NginxEntryRules.Shown(text)} cannot be redirected to: {Formatting.Printable.Line(why)}", Remedy));
        return target;
    }

    /// <summary>The problem of an entry that leads to itself.</summary>
    public static NginxEntryProblem Loop(NginxEntry entry) => NginxEntryRules.Problem("DomainRedirectLoop", "redirectTo",
        $"{entry.Names[0]} is redirected to {NginxEntryRules.Shown(entry.RedirectTo!)}, which is itself, without end", "Redirect to another host, or add a location for the path that it leads to.");

    /// <summary>Whether what it leads to is the entry itself, and is redirected again.</summary>
    public bool IsLoopOf(NginxEntry entry, CustomConfiguration custom) => (Address is null || (Address.HasDefaultPort && Matches(entry.Names, Address.Host))) && IsRedirectedAgain(entry, custom);

    /// <summary>Whether an entry that a request of this target comes to redirects it, and has no location of its own for it.</summary>
    public bool IsRedirectedAgain(NginxEntry entry, CustomConfiguration custom)
    {
        if (entry.Kind != NginxEntryKind.Redirect) return false;
        var taker = custom.Locations.Where(location => location.Takes(Path)).OrderBy(location => location.IsExact ? 0 : 1).ThenByDescending(location => location.Path.Length).FirstOrDefault();
        return taker is null || !taker.Answers;
    }

    private static bool Matches(IReadOnlyList<string> names, string host) => names.Any(name => name == host || DomainName.Covers(name, host));

    private static RedirectTarget? Read(string text, bool keepPath, out string? why)
    {
        var target = text.StartsWith('/') ? ReadPath(text, out why) : ReadAddress(text, out why);
        if (target is null || !keepPath) return target;
        if (target.Tail.Length > 0)
        {
            why = "the request's path cannot be appended to a query or a fragment";
            return null;
        }

        // The request's path brings its own slash.
        var path = target.Path.TrimEnd('/');
        if (path.Length == 0) path = "/";
        return new RedirectTarget(target.Address is { } address ? address with { Path = path } : null, path, "");
    }

    private static RedirectTarget? ReadAddress(string text, out string? why) =>
        WebAddress.Parse(text, out why) is { } address ? new RedirectTarget(address, address.Path, address.Rest) : null;

    private static RedirectTarget? ReadPath(string text, out string? why)
    {
        why = text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith("/\\", StringComparison.Ordinal) ? "two slashes at the beginning lead to another host" : null;
        if (why is not null) return null;
        return WebAddress.ReadTail(text, out why) is var (path, rest) ? new RedirectTarget(null, path, rest) : null;
    }
}
