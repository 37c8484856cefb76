using System.Globalization;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>What the agent has to know of a configuration: where nginx keeps its pid and logs, where it includes files, and which ports it wants.</summary>
internal sealed record NginxLayout
{
    /// <summary>The name of the agent's own file, before what the include's pattern asks for.</summary>
    public const string SnippetName = "lyttle-cluster-release";

    public required string MainFile { get; init; }

    public required string PidFile { get; init; }

    /// <summary>Every error log and access log, each once; the main error log first.</summary>
    public required IReadOnlyList<LogTarget> Logs { get; init; }

    /// <summary>Files that http would include if they existed, the best first.</summary>
    public IReadOnlyList<string> SnippetFiles { get; init; } = [];

    /// <summary>The agent's own file: the one of <see cref="SnippetFiles"/> that is there, else the first; null when http includes no folder.</summary>
    public string? SnippetFile { get; init; }

    /// <summary>Every port named by a <c>listen</c>.</summary>
    public required IReadOnlySet<int> Ports { get; init; }

    /// <summary>Every certificate file named by a <c>ssl_certificate</c>, each once; those with variables are known to nobody but the requests.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>Who answers for names that no server has.</summary>
    public required DefaultServers Defaults { get; init; }

    public static NginxLayout From(ConfigurationFiles files, NginxBuild build)
    {
        var root = NginxConfigurationReader.Read(files);
        string[] snippets = [.. Snippets(root, NginxPaths.FolderOf(files.MainFile))];
        return new NginxLayout
        {
            MainFile = files.MainFile,
            PidFile = NginxPaths.Absolute(root.Block.LastOrDefault(one => one.Name == "pid")?.Value ?? build.PidFile, build.Prefix),
            Logs = [.. ErrorLogs(root, build).Concat(AccessLogs(root, build)).OfType<LogTarget>().Distinct()],
            SnippetFiles = snippets,
            SnippetFile = snippets.FirstOrDefault(),
            Certificates =
            [
                .. root.Descendants("ssl_certificate").Select(one => one.Value).OfType<string>()
                    .Where(value => !value.Contains('$', StringComparison.Ordinal) && !value.StartsWith("data:", StringComparison.Ordinal) && !value.StartsWith("engine:", StringComparison.Ordinal))
                    .Select(value => NginxPaths.Absolute(value, NginxPaths.FolderOf(files.MainFile))).Distinct(),
            ],
            Defaults = DefaultServers.Of(root),
            Ports = root.Descendants("listen").Select(listen => Port(listen.Value)).OfType<int>().ToHashSet(),
        };
    }

    private static IEnumerable<LogTarget?> ErrorLogs(NginxDirective root, NginxBuild build)
    {
        var main = root.Block.Where(one => one.Name == "error_log").ToArray();
        var targets = main.Concat(root.Block.SelectMany(block => block.Descendants("error_log"))).Select(one => one.Value);
        // Without one in the main context, what was built in counts there.
        return (main.Length == 0 ? targets.Prepend(build.ErrorLog) : targets).Select(value => Target(NginxLogStream.Error, value, build));
    }

    private static IEnumerable<LogTarget?> AccessLogs(NginxDirective root, NginxBuild build)
    {
        var http = root.Block.Where(one => one.Name == "http").ToArray();
        var named = root.Block.SelectMany(block => block.Descendants("access_log")).Select(one => one.Value);
        var isDefault = http.Length > 0 && !http.SelectMany(one => one.Block).Any(one => one.Name == "access_log");
        return (isDefault ? named.Prepend(build.AccessLog) : named).Select(value => Target(NginxLogStream.Access, value, build));
    }

    private static LogTarget? Target(NginxLogStream stream, string? value, NginxBuild build) => value switch
    {
        null or "off" or "/dev/null" => null,
        "stderr" => new(stream, LogTargetKind.StandardError, null),
        _ when value.StartsWith("syslog:", StringComparison.Ordinal) => new(stream, LogTargetKind.Syslog, null),
        _ when value.StartsWith("memory:", StringComparison.Ordinal) => null,
        // A file for each value of a variable: which there are is known to nobody but the requests.
        _ when value.Contains('$', StringComparison.Ordinal) => null,
        _ => new(stream, LogTargetKind.File, NginxPaths.Absolute(value, build.Prefix)),
    };

    /// <summary>In each folder that http itself includes; those that take <c>*.conf</c> before others.</summary>
    private static IEnumerable<string> Snippets(NginxDirective root, string folder) => root.Block
        .Where(one => one.Name == "http")
        .SelectMany(http => http.Block)
        .Where(one => one.Name == "include" && one.Value is not null)
        .Select(one => NginxPaths.Absolute(one.Value!, folder))
        .Where(pattern => NginxPaths.NameOf(pattern).Count(c => c == '*') == 1 && !NginxPaths.NameOf(pattern).AsSpan().ContainsAny("?[")
            && !NginxPaths.IsPattern(NginxPaths.FolderOf(pattern)))
        .OrderBy(pattern => pattern.EndsWith("/*.conf", StringComparison.Ordinal) ? 0 : 1)
        .Select(pattern => NginxPaths.FolderOf(pattern) + "/" + FileName(NginxPaths.NameOf(pattern)))
        .Distinct();

    private static string FileName(string pattern) => pattern == "*" ? SnippetName + ".conf" : pattern.Replace("*", SnippetName, StringComparison.Ordinal);

    private static int? Port(string? listen)
    {
        if (listen is null || listen.StartsWith("unix:", StringComparison.Ordinal)) return null;
        var last = listen[(listen.LastIndexOf(':') + 1)..];
        if (int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return port;
        return 80;
    }
}
