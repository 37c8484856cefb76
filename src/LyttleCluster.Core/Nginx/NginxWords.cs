using System.Text.RegularExpressions;

namespace LyttleCluster.Core.Nginx;

/// <summary>
/// What nginx says, without what an operator does not need of it: <c>2026/11/21 04:42:33 [emerg] 21#21: unknown directive "x" in /etc/nginx/nginx.conf:3</c>
/// becomes <c>unknown directive "x" in /etc/nginx/nginx.conf:3</c>. Pure.
/// </summary>
internal static partial class NginxWords
{
    /// <summary>The complaints in nginx's output, in one line; all of the output when it complains in no way that is known.</summary>
    public static string Complaints(string output)
    {
        var complaints = Complaint().Matches(output).Select(match => match.Groups["words"].Value.Trim()).Distinct().ToList();
        return complaints.Count > 0 ? string.Join("; ", complaints) : InOneLine(output);
    }

    /// <summary>All of the output, in one line.</summary>
    public static string InOneLine(string output) =>
        string.Join("; ", output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>A line of the error log, or of the output of <c>nginx -t</c>: time, level, process and connection stand before the words.</summary>
    [GeneratedRegex(@"^(?:\d{4}/\d\d/\d\d \d\d:\d\d:\d\d |nginx: )\[(?:emerg|alert|crit|error)\] (?:\d+#\d+: )?(?:\*\d+ )?(?<words>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Complaint();
}
