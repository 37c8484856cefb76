using System.Buffers;
using System.Globalization;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>A host name: as it was typed, and as it is stored and compared.</summary>
internal sealed record DomainName
{
    private const int LongestName = 253;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private const int LongestLabel = 63;

    /// <summary>Lower case, punycode, without a dot at its end; at least one dot; <c>*.</c> only leftmost.</summary>
    public required string Ascii { get; init; }

    /// <summary>As it was typed, without a dot at its end.</summary>
    public required string Shown { get; init; }

    public bool IsWildcard => Ascii.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Reads a host name.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="name">The name; null when it is none.</param>
    /// <param name="why">Why it is none; null when it is one.</param>
    public static bool TryParse(string text, out DomainName? name, out string? why)
    {
        name = null;
        if (text.Length > 4 * LongestName)
        {
            why = $"it is longer than {LongestName} characters";
            return false;
        }

        var shown = WithoutLastDot(text);
        var isWildcard = shown.StartsWith("*.", StringComparison.Ordinal);
        var ascii = ToAscii(isWildcard ? text[2..] : text, underscores: false, out why);
        if (ascii is null) return false;
        why = WhyNoDomain(ascii, isWildcard);
        if (why is not null) return false;
        name = new DomainName { Ascii = isWildcard ? "*." + ascii : ascii, Shown = shown };
        return true;
    }

    /// <summary>Whether one of two names takes requests of the other: they are equal, or one is a wildcard over the other.</summary>
    public static bool Overlap(string one, string other) => one == other || Covers(one, other) || Covers(other, one);

    /// <summary>Whether the first name is a wildcard that takes requests of the other; <c>*.a.test</c> takes all below a.test, not a.test itself.</summary>
    public static bool Covers(string wildcard, string other) =>
        wildcard.StartsWith("*.", StringComparison.Ordinal) && other.Length > wildcard.Length - 1 && other.EndsWith(wildcard[1..], StringComparison.Ordinal) && other != wildcard;

    /// <summary>
    /// A host name in lower case and punycode, without a dot at its end; null, with the reason, when it is none. One label is enough,
    /// as in names that only the node's own resolver knows.
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <param name="underscores">Whether labels may have them: no domain has, but containers do.</param>
    /// <param name="why">Why it is none.</param>
    internal static string? ToAscii(string text, bool underscores, out string? why)
    {
        why = null;
        var plain = System.Text.Ascii.IsValid(text) ? text.ToLowerInvariant() : HostLetters.Fold(text, out why);
        if (plain is null) return null;
        plain = WithoutLastDot(plain);
        if (plain.Length == 0) why = "it is empty";
        else if (plain[0] == '.' || plain[^1] == '.' || plain.Contains("..", StringComparison.Ordinal)) why = "it has two dots in a row, or begins with one";
        if (why is not null) return null;
        var ascii = System.Text.Ascii.IsValid(plain) ? plain : string.Join('.', plain.Split('.').Select(Punycode.Label));
        why = WhyNoHost(ascii, underscores);
        return why is null ? ascii : null;
    }

    /// <summary>Whether the last label is a number: nothing but an address ends so, and clients take it for one in all its forms.</summary>
    private static bool EndsInNumber(ReadOnlySpan<char> ascii)
    {
        var last = ascii[(ascii.LastIndexOf('.') + 1)..];
        if (last.StartsWith("0x")) return !last[2..].ContainsAnyExcept(HexDigits);
        return last.IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private static string? WhyNoHost(string ascii, bool underscores)
    {
        if (ascii.Length > LongestName) return $"it is longer than {LongestName} characters";
        var rest = ascii.AsSpan();
        while (true)
        {
            var dot = rest.IndexOf('.');
            if (WhyNoLabel(dot < 0 ? rest : rest[..dot], underscores) is { } why) return why;
            if (dot < 0) break;
            rest = rest[(dot + 1)..];
        }

        return EndsInNumber(ascii) ? "it is an address, or would be taken for one" : null;
    }

    private static string? WhyNoLabel(ReadOnlySpan<char> label, bool underscores)
    {
        if (label.Length > LongestLabel) return $"the part '{label[..16]}…' is longer than {LongestLabel} characters";
        foreach (var c in label)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-' && !(underscores && c == '_')) return WhyNot(c);
        return label[0] == '-' || label[^1] == '-' ? $"the part '{label}' begins or ends with '-'" : null;
    }

    private static string WhyNot(char c) => c switch
    {
        '*' => "'*' stands for names below only as the whole leftmost part, as in *.example.com",
        ':' or '[' or ']' => "it is an address or has a port; only a name can be a domain",
        '/' => "it has a path or a scheme; give the name alone",
        < ' ' or '\x7f' => string.Create(CultureInfo.InvariantCulture, $"it has a control character (U+{(int)c:X4})"),
        ' ' => "it has a space",
        _ => $"'{c}' cannot be in a host name",
    };

    private static string? WhyNoDomain(string ascii, bool isWildcard)
    {
        if (!ascii.Contains('.', StringComparison.Ordinal))
            return isWildcard ? "a wildcard stands below a name with at least one dot, as in *.example.com" : "it has no dot; give the full name, as in app.example.com";
        return isWildcard && ascii.Length + 2 > LongestName ? $"it is longer than {LongestName} characters" : null;
    }

    private static string WithoutLastDot(string text) => text.EndsWith('.') && text.Length > 1 ? text[..^1] : text;
}
