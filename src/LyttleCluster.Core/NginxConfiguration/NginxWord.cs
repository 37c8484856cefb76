using System.Buffers;
using System.Globalization;
using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// One word of nginx's language, written so that nginx reads exactly that word and nothing beside it. The only way by which a value gets into a
/// configuration.
/// </summary>
internal static class NginxWord
{
    // nginx refuses words that do not fit its buffer of 4,096 bytes.
    private const int LongestWord = 4000;
    private static readonly SearchValues<char> Bare = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:=+,@*%&?~^$[]");

    /// <summary>A value that nginx must not look into: it has no variables.</summary>
    /// <exception cref="ArgumentException">It cannot be written so.</exception>
    public static string Literal(string value) => value.Contains('$', StringComparison.Ordinal)
        ? throw new ArgumentException("nginx would read a variable here.", nameof(value))
        : WithVariables(value);

    /// <summary>A value whose <c>$</c> begin variables.</summary>
    /// <exception cref="ArgumentException">It cannot be written.</exception>
    public static string WithVariables(string value)
    {
        if (value.Length is > 0 and <= LongestWord && !value.AsSpan().ContainsAnyExcept(Bare)) return value;
        return WhyNot(value) is { } why ? throw new ArgumentException(why, nameof(value)) : Quoted(value);
    }

    /// <summary>Why a value cannot be written as a word; null when it can.</summary>
    public static string? WhyNot(string value)
    {
        foreach (var rune in value.EnumerateRunes())
            if (!IsPlain(rune)) return string.Create(CultureInfo.InvariantCulture, $"it has a control character or one that cannot be seen (U+{rune.Value:X4})");
        return Encoding.UTF8.GetByteCount(value) + value.AsSpan().Count('\\') + value.AsSpan().Count('"') > LongestWord ? "it is too long" : null;
    }

    private static bool IsPlain(Rune rune) => rune.IsAscii
        ? rune.Value is >= ' ' and < '\x7f'
        : rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static string Quoted(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
