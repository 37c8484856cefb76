namespace LyttleCluster.Core.Text;

/// <summary>
/// PowerShell's wildcards, without case: <c>*</c> any text, <c>?</c> one character, <c>[a-c]</c> one of a set, and
/// <c>`</c> before a character that stands for itself. An unclosed <c>[</c> stands for itself.
/// </summary>
internal static class Wildcard
{
    private const char Escape = '`';

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny("*?[`");

    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*') return MatchesRest(pattern.TrimStart('*'), text);
            if (text.IsEmpty || !MatchesOne(ref pattern, text[0])) return false;
            text = text[1..];
        }

        return text.IsEmpty;
    }

    /// <summary>True when <paramref name="patterns"/> is empty or one of them matches.</summary>
    public static bool MatchesAny(IReadOnlyCollection<string> patterns, string text) =>
        patterns.Count == 0 || patterns.Any(pattern => Matches(pattern, text));

    /// <summary>True when every wanted label is there, with a value that matches.</summary>
    public static bool MatchesAll(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> labels) =>
        wanted.All(label => labels.TryGetValue(label.Key, out var value) && Matches(label.Value, value));

    private static bool MatchesRest(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty) return true;
        for (var start = 0; start <= text.Length; start++)
        {
            if (Matches(pattern, text[start..])) return true;
        }

        return false;
    }

    private static bool MatchesOne(ref ReadOnlySpan<char> pattern, char character)
    {
        var first = pattern[0];
        var close = first == '[' ? pattern.IndexOf(']') : -1;
        if (close > 1)
        {
            var set = pattern[1..close];
            pattern = pattern[(close + 1)..];
            return IsInSet(set, character);
        }

        var escaped = first == Escape && pattern.Length > 1;
        var literal = escaped ? pattern[1] : first;
        pattern = pattern[(escaped ? 2 : 1)..];
        return (first == '?' && !escaped) || AreEqual(literal, character);
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            if (isRange ? IsBetween(set[i], set[i + 2], character) : AreEqual(set[i], character)) return true;
            if (isRange) i += 2;
        }

        return false;
    }

    private static bool IsBetween(char first, char last, char character) =>
        (character >= first && character <= last)
        || (char.ToLowerInvariant(character) >= char.ToLowerInvariant(first) && char.ToLowerInvariant(character) <= char.ToLowerInvariant(last));

    private static bool AreEqual(char one, char other) => char.ToUpperInvariant(one) == char.ToUpperInvariant(other);
}
