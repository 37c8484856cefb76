namespace LyttleCluster.Core.NginxApi;

/// <summary>nginx's own words out of an answer: lines kept, stack traces of the server around it left out, never endless.</summary>
internal static class NginxWords
{
    /// <summary>The longest text that is kept, in characters: nginx names one fault, this is room for dozens.</summary>
    public const int Longest = 4000;

    public static string Cut(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Where(line => !IsOfStack(line));
        var kept = string.Join('\n', lines).Trim();
        return kept.Length <= Longest ? kept : string.Concat(kept.AsSpan(0, Longest), "…");
    }

    /// <summary>The frames of a stack trace of Node.js: <c>    at Reloader.reload (/app/…:12:3)</c>.</summary>
    private static bool IsOfStack(string line) =>
        line.StartsWith(' ') && line.AsSpan().TrimStart().StartsWith("at ", StringComparison.Ordinal)
        && (line.EndsWith(')') || line.Contains("node:", StringComparison.Ordinal) || line.Contains(".js:", StringComparison.Ordinal) || line.Contains(".ts:", StringComparison.Ordinal));
}
