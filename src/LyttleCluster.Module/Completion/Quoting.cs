using System.Management.Automation;
using System.Management.Automation.Language;
using LyttleCluster.Formatting;

namespace LyttleCluster.Module;

/// <summary>Makes completions that can be typed as they stand.</summary>
internal static class Quoting
{
    /// <summary>
    /// Those that begin with the word, without case; quoted where they have to be. Text with control characters is left out:
    /// it would be written to the command line as it is.
    /// </summary>
    /// <param name="candidates">What could be meant.</param>
    /// <param name="word">What was typed, maybe with a quote before it.</param>
    /// <param name="quoted">Makes a candidate one that can be typed, given the quote that was typed.</param>
    public static IEnumerable<CompletionResult> Matching(IEnumerable<string> candidates, string word, Func<string, string, string> quoted)
    {
        var quote = word.Length > 0 && word[0] is '\'' or '"' ? word[..1] : "";
        var typed = word[quote.Length..].TrimEnd('\'', '"');
        return candidates
            .Where(candidate => !candidate.Any(char.IsControl) && candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(candidate => Result(candidate, quoted(candidate, quote)));
    }

    private static CompletionResult Result(string text, string typed)
    {
        var shown = Printable.Line(text);
        return new CompletionResult(typed, shown, CompletionResultType.ParameterValue, shown);
    }

    /// <summary>
    /// Double quotes are kept only where nothing in the text would be expanded between them; single quotes are always right.
    /// </summary>
    internal static string Quote(string text, string quote) => quote switch
    {
        "" when text.All(IsPlain) && text.Length > 0 && text[0] != '-' => text,
        "\"" when text.All(IsPlain) => $"\"{text}\"",
        _ => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
    };

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '/' or ':' or '=';
}
