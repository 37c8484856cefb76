namespace LyttleCluster.Core.Access;

/// <summary>
/// Patterns of methods as a shell understands them: <c>*</c> any text, <c>?</c> one character, <c>[a-c]</c> one of a set, <c>[!a-c]</c> none of it,
/// <c>\</c> before a character that stands for itself. Case counts. A pattern that is broken matches nothing: reading one more kindly than
/// its author meant it could only grant more.
/// </summary>
internal static class MethodGlob
{
    /// <summary>Longer patterns name no method of ours; and matching stays cheap.</summary>
    public const int MostCharacters = 128;

    /// <summary>Whether it can match anything: of letters, digits, <c>.</c> and the signs of patterns alone, and complete.</summary>
    public static bool IsPattern(string text) =>
        text.Length is > 0 and <= MostCharacters && text.All(c => char.IsAsciiLetterOrDigit(c) || ".*?[]!^-\\".Contains(c, StringComparison.Ordinal)) && IsComplete(text);

    /// <summary>Goes back to the last star only: an earlier one could not match what a later one cannot.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> method)
    {
        if (pattern.Length > MostCharacters || !IsComplete(pattern)) return false;
        ReadOnlySpan<char> afterStar = default, starText = default;
        var hasStar = false;
        while (!method.IsEmpty)
        {
            var rest = pattern;
            if (rest is ['*', ..])
            {
                hasStar = true;
                afterStar = pattern = pattern.TrimStart('*');
                starText = method;
            }
            else if (!rest.IsEmpty && MatchesOne(ref rest, method[0]))
            {
                pattern = rest;
                method = method[1..];
            }
            else if (hasStar)
            {
                pattern = afterStar;
                method = starText = starText[1..];
            }
            else
            {
                return false;
            }
        }

        return pattern.TrimStart('*').IsEmpty;
    }

    private static bool IsComplete(ReadOnlySpan<char> pattern)
    {
        while (!pattern.IsEmpty)
        {
            var length = LengthOfFirst(pattern);
            if (length == 0) return false;
            pattern = pattern[length..];
        }

        return true;
    }

    /// <summary>How many characters its first element has; 0 when that is not complete.</summary>
    private static int LengthOfFirst(ReadOnlySpan<char> pattern)
    {
        if (pattern[0] == '\\') return pattern.Length > 1 ? 2 : 0;
        if (pattern[0] != '[') return 1;
        // A bracket right after the opening (and the negation) is a member of the set.
        var first = pattern.Length > 1 && pattern[1] is '!' or '^' ? 2 : 1;
        var close = pattern.Length > first + 1 ? pattern[(first + 1)..].IndexOf(']') : -1;
        return close < 0 ? 0 : first + 1 + close + 1;
    }

    private static bool MatchesOne(ref ReadOnlySpan<char> pattern, char character)
    {
        var length = LengthOfFirst(pattern);
        var first = pattern[..length];
        pattern = pattern[length..];
        return first switch
        {
            ['?'] => true,
            ['\\', var literal] => literal == character,
            ['[', '!' or '^', .. var set, ']'] => !IsInSet(set, character),
            ['[', .. var set, ']'] => IsInSet(set, character),
            _ => first[0] == character,
        };
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            if (isRange ? character >= set[i] && character <= set[i + 2] : set[i] == character) return true;
            if (isRange) i += 2;
        }

        return false;
    }
}
