namespace LyttleCluster.Service.Agent.Nginx.Hosts;

/// <summary>One command that an agent without root's rights runs through sudo, exactly so.</summary>
/// <param name="Purpose">What for, in a few words.</param>
/// <param name="Command">The program's full path and its arguments.</param>
internal sealed record SudoRule(string Purpose, IReadOnlyList<string> Command)
{
    /// <summary>How far back a log is read.</summary>
    public const int LogBytes = 8 * 1024 * 1024;

    public static SudoRule Test(string nginx, string configuration) => new("test the configuration", [nginx, "-T", "-c", configuration]);

    public static SudoRule Reload(string nginx, string configuration) => new("reload nginx", [nginx, "-s", "reload", "-c", configuration]);

    public static SudoRule ReadLog(string log) => new($"read {log}", ["/usr/bin/tail", "-c", $"{LogBytes}", log]);

    public static SudoRule WriteSnippet(string snippet) => new("write the release file", ["/usr/bin/tee", HostFiles.DraftOf(snippet)]);

    public static SudoRule SwitchSnippet(string snippet) => new("put the release file in its place", ["/usr/bin/mv", "-f", HostFiles.DraftOf(snippet), snippet]);

    /// <summary>The line of a sudoers file; characters that sudo reads as more than themselves are escaped.</summary>
    public string Line(string user) => $"{user} ALL=(root) NOPASSWD: {string.Join(' ', Command.Select(Escape))}";

    private static string Escape(string word) => string.Concat(word.Select(c => c is ',' or ':' or '=' or '\\' or ' ' or '*' or '?' or '[' or ']' or '!' or '#' ? $"\\{c}" : c.ToString()));
}
