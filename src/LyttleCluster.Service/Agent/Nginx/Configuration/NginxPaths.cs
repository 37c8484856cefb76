using System.Text;
using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>Paths as nginx reads them: always with slashes, relative ones begin at a folder of its own.</summary>
internal static class NginxPaths
{
    public static string Absolute(string path, string folder) => path.StartsWith('/') ? path : folder.TrimEnd('/') + "/" + path;

    public static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "/";

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static bool IsPattern(string path) => path.AsSpan().ContainsAny("*?[");

    /// <summary>Whether a path fits a pattern of glob(3): <c>*</c> and <c>?</c> stop at slashes and do not match a leading dot.</summary>
    public static bool Matches(string pattern, string path) => IsPattern(pattern)
        ? Regex.IsMatch(path, Expression(pattern), RegexOptions.CultureInvariant | RegexOptions.Singleline)
        : pattern == path;

    private static string Expression(string pattern)
    {
        var expression = new StringBuilder("^");
        for (var at = 0; at < pattern.Length; at++)
        {
            if (pattern[at] is '*' or '?' && (at == 0 || pattern[at - 1] == '/')) expression.Append(@"(?!\.)");
            switch (pattern[at])
            {
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', at + 1) is > 0 and var end:
                    expression.Append('[').Append(pattern[(at + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace('!', '^')).Append(']');
                    at = end;
                    break;
                default:
                    expression.Append(Regex.Escape(pattern[at].ToString()));
                    break;
            }
        }

        return expression.Append('$').ToString();
    }
}
