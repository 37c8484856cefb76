namespace LyttleCluster.Core.Text;

/// <summary>
/// PowerShell's wildcards, without case: <c>*</c> any text, <c>?</c> one character, <c>[a-c]</c> one of a set, and
/// <c>`</c> before a character that stands for itself. An unclosed <c>[</c> stands for itself.
/// </summary>
internal static class Wildcard
{
    private const char Escape = '`';

    public static bool IsPattern(string text) => text.AsSpan().ContainsAny("*?[`");

    /// <summary>Goes back to the last star only: an earlier one could not match what a later one cannot.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> afterStar = default, starText = default;
        var hasStar = false;
        while (!text.IsEmpty)
        {
            var rest = pattern;
            if (rest is ['*', ..])
            {
                hasStar = true;
                afterStar = pattern = pattern.TrimStart('*');
                starText = text;
            }
            else if (!rest.IsEmpty && MatchesOne(ref rest, text[0]))
            {
                pattern = rest;
                text = text[1..];
            }
            else if (hasStar)
            {
                pattern = afterStar;
                text = starText = starText[1..];
            }
            else
            {
                return false;
            }
        }

        return pattern.TrimStart('*').IsEmpty;
    }

    /// <summary>True when <paramref name="patterns"/> is empty or one of them matches.</summary>
    public static bool MatchesAny(IReadOnlyCollection<string> patterns, string text) =>
        patterns.Count == 0 || patterns.Any(pattern => Matches(pattern, text));

    /// <summary>True when every wanted label is there, with a value that matches.</summary>
    public static bool MatchesAll(IReadOnlyDictionary<string, string> wanted, IReadOnlyDictionary<string, string> labels) =>
        wanted.All(label => labels.TryGetValue(label.Key, out var value) && Matches(label.Value, value));

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
