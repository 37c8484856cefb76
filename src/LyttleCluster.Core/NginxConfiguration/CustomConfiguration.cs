using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// An operator's own directives for the server block of an entry: those of the allow-list alone (<see cref="CustomRule.All"/>), each read, checked
/// and written anew, so that nothing but them can come out. Pure.
/// </summary>
internal sealed record CustomConfiguration(IReadOnlyList<CustomDirective> Directives)
{
    private const int MostLocations = 200;
    private static readonly string[] OfFiles = ["autoindex", "index", "try_files"];
    private static readonly string[] LyttleNginxFolders = ["/var/www/", "/srv/www/", "/etc/nginx/custom/", "/etc/nginx/html/", "/usr/share/nginx/html/"];

    public static CustomConfiguration Empty { get; } = new([]);

    public IEnumerable<CustomDirective> Locations => Directives.Where(one => one.Block is not null);

    /// <summary>The folders and files that locations are answered from, as they are named; the node says which it allows.</summary>
    public IEnumerable<string> Paths => Locations.SelectMany(location => location.Block!).Where(one => one.Name is "root" or "alias").Select(one => one.Arguments[0]);

    /// <summary>What a text says in its normal form, without checking it against the kind of an entry; null, with the reason, when it is not allowed.</summary>
    public static CustomConfiguration? Parse(string text, out string? why)
    {
        why = null;
        if (text.Length == 0) return Empty;
        try
        {
            return Checked(CustomReader.Read(text));
        }
        catch (FormatException wrong)
        {
            why = wrong.Message;
            return null;
        }
    }

    /// <summary>The folders that a normalised entry's own configuration is answered from.</summary>
    public static IEnumerable<string> PathsOf(NginxEntry entry) => Parse(entry.Custom, out _)?.Paths ?? [];

    /// <summary>What of it makes no sense in an entry of this kind; null when all does.</summary>
    public string? WhyNotFor(NginxEntryKind kind)
    {
        if (kind == NginxEntryKind.Root) return null;
        if (Directives.FirstOrDefault(one => OfFiles.Contains(one.Name)) is { } loose) return $"the directive {loose.Name} outside of a location needs a root folder as what the domain leads to";
        var without = Locations.FirstOrDefault(location => location.Block!.Any(one => OfFiles.Contains(one.Name)) && !location.Block!.Any(one => one.Name is "root" or "alias"));
        return without is null ? null : $"location {without.Path} answers with files and names no root or alias to find them in";
    }

    /// <summary>What LyttleNGINX v2 does not take of it; null when it takes all.</summary>
    public string? WhyNotLyttleNginx()
    {
        var unknown = Directives.Concat(Locations.SelectMany(location => location.Block!)).FirstOrDefault(one => one.Block is null && !CustomRule.All[one.Name].InLyttleNginx);
        if (unknown is not null) return $"it takes no directive {unknown.Name}";
        if (Locations.FirstOrDefault(location => !location.Answers) is { } open) return $"a location ({open.Path}) without alias, root, return or try_files is answered otherwise there";
        return Paths.FirstOrDefault(path => !LyttleNginxFolders.Any(folder => (path + "/").StartsWith(folder, StringComparison.Ordinal))) is { } outside
            ? $"it serves no files of {outside}" : null;
    }

    /// <summary>In nginx's language, two spaces a level, an end of line between lines and none at the end.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var directive in Directives)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(Line(directive));
            if (directive.Block is null) continue;
            foreach (var inner in directive.Block) text.Append("\n  ").Append(Line(inner));
            text.Append("\n}");
        }

        return text.ToString();
    }

    /// <summary>A directive, or how a block begins.</summary>
    public static string Line(CustomDirective directive)
    {
        var mayVary = directive.Block is null && CustomRule.All[directive.Name].Variables.Count > 0;
        var words = directive.Arguments.Select(word => mayVary ? NginxWord.WithVariables(word) : NginxWord.Literal(word)).Prepend(directive.Name);
        return string.Join(' ', words) + (directive.Block is null ? ";" : " {");
    }

    private static CustomConfiguration Checked(IReadOnlyList<CustomDirective> directives)
    {
        var all = directives.Select(one => one.Name == "location" ? CheckedLocation(one) : CheckedDirective(one, location: null)).ToArray();
        RefuseTwice(all);
        var locations = all.Where(one => one.Block is not null).ToArray();
        if (locations.Length > MostLocations) throw new FormatException($"it has more than {MostLocations} locations");
        // For nginx '/a' and '^~ /a' are one.
        var twice = locations.GroupBy(one => (one.IsExact, one.Path)).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new CustomConfiguration(all) : throw new FormatException($"it has the location {twice.Key.Path} twice");
    }

    private static CustomDirective CheckedDirective(CustomDirective directive, CustomDirective? location)
    {
        var where = location is null ? "the server block" : "a location";
        if (!CustomRule.All.TryGetValue(directive.Name, out var rule) || (location is null && !rule.InServer) || directive.Block is not null)
            throw new FormatException($"the directive {Short(directive.Name)} is not allowed in {where}; allowed are {Allowed(location is null)}");
        if (rule.WhyNot(directive.Arguments) is { } why) throw new FormatException($"{directive.Name}: {why}");
        foreach (var argument in directive.Arguments)
            if (NginxVariables.WhyNot(argument, rule.Variables) is { } wrong) throw new FormatException($"{directive.Name}: {wrong}");
        return directive.Name is "root" or "alias" ? directive with { Arguments = [NormalPath(directive, location!)] } : directive;
    }

    private static string NormalPath(CustomDirective directive, CustomDirective location)
    {
        var path = NodePath.Normalise(directive.Arguments[0], out _)!;
        if (directive.Name != "alias" || location.IsExact) return path;
        // What follows the location's path is put after the alias: without both slashes '/a../x' and '/a-b' lead out of the folder.
        return location.Path.EndsWith('/') ? path + "/" : throw new FormatException($"a location with an alias ends with a slash, else it leads out of the folder: give location {location.Path}/");
    }

    private static CustomDirective CheckedLocation(CustomDirective location)
    {
        if (location.Block is null) throw new FormatException("a location has no block");
        var named = location with { Arguments = LocationArguments(location.Arguments) };
        if (named.Path == NginxProof.Path) throw new FormatException($"the location {NginxProof.Path} is ours: it proves that an entry is live");
        if (named is { Path: "/", IsExact: false }) throw new FormatException("location / is what the domain leads to, and nginx takes it once only; give a longer path, or 'location = /' for the front page alone");
        var block = named.Block!.Select(one => CheckedDirective(one, named)).ToArray();
        RefuseTwice(block);
        if (block.Count(one => one.Name is "root" or "alias") > 1) throw new FormatException($"location {named.Path} has both root and alias");
        return named with { Block = block };
    }

    private static string[] LocationArguments(IReadOnlyList<string> arguments)
    {
        // nginx takes the sign and the path as one word too.
        string[] words = arguments switch
        {
            [['=', '/', ..] one] => ["=", one[1..]],
            [['^', '~', '/', ..] one] => ["^~", one[2..]],
            _ => [.. arguments],
        };
        if (words is not ([_] or ["=" or "^~", _]) || !words[^1].StartsWith('/'))
            throw new FormatException("a location is a path that begins with a slash, with '=' or '^~' before it or nothing; expressions and names are not allowed");
        var path = words[^1];
        if (path.Length > 500 || !path.All(c => char.IsAsciiLetterOrDigit(c) || "/-._~!@:+,=&()*".Contains(c, StringComparison.Ordinal)))
            throw new FormatException($"the path of location {Short(path)} is too long or has characters other than letters, digits and -._~!@:+,=&()*");
        if (path.Contains("//", StringComparison.Ordinal) || path.Split('/').Any(part => part is "." or ".."))
            throw new FormatException($"the path of location {Short(path)} has '.', '..' or nothing between two slashes, and no request has");
        return words;
    }

    private static void RefuseTwice(IEnumerable<CustomDirective> block)
    {
        var twice = block.Where(one => one.Block is null && !CustomRule.All[one.Name].Repeats).GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) throw new FormatException($"it has {twice.Key} twice in one block");
    }

    private static string Allowed(bool inServer) =>
        string.Join(", ", CustomRule.All.Where(one => !inServer || one.Value.InServer).Select(one => one.Key).Concat(inServer ? ["location"] : []).Order(StringComparer.Ordinal));

    private static string Short(string text) => Formatting.Printable.Line(text.Length > 60 ? text[..60] + "…" : text);
}
