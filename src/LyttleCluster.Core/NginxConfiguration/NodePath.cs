using System.Buffers;
using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>The path of a file or folder on a node, as a configuration may name it. Whether it may be served there is for the node to say.</summary>
internal static class NodePath
{
    private const int Longest = 1024;

    // nginx reads '$' as a variable; none of the others is needed, and each has a meaning somewhere.
    private static readonly SearchValues<char> Refused = SearchValues.Create("$\"'`;{}\\*?[]<>|");

    /// <summary>The path without double slashes and without one at its end; null, with the reason, when it is none.</summary>
    public static string? Normalise(string text, out string? why)
    {
        why = WhyNot(text);
        if (why is not null) return null;
        var parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) why = "it is the root of everything";
        else if (parts.Any(part => part is "." or "..")) why = "it climbs ('.' or '..')";
        return why is null ? "/" + string.Join('/', parts) : null;
    }

    private static string? WhyNot(string text)
    {
        if (!text.StartsWith('/')) return "it does not begin with '/'";
        if (Encoding.UTF8.GetByteCount(text) > Longest) return $"it is longer than {Longest} bytes";
        var at = text.AsSpan().IndexOfAny(Refused);
        return at >= 0 ? $"it has '{text[at]}'" : NginxWord.WhyNot(text);
    }
}
