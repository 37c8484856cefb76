using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>How an nginx was built: what <c>nginx -V</c> writes (to standard error).</summary>
/// <remarks>Paths that the build does not name have the defaults of nginx's configure script.</remarks>
internal sealed partial record NginxBuild
{
    /// <summary>E.g. <c>1.22.1</c>; null when the text is not nginx's.</summary>
    public string? Version { get; private init; }

    /// <summary>What relative paths of pid and log files begin at.</summary>
    public required string Prefix { get; init; }

    /// <summary>The main configuration file without <c>-c</c>.</summary>
    public required string ConfigurationFile { get; init; }

    public required string PidFile { get; init; }

    /// <summary>Where errors go when the configuration does not say: a file, or <c>stderr</c>.</summary>
    public required string ErrorLog { get; init; }

    public required string AccessLog { get; init; }

    public static NginxBuild Parse(string text)
    {
        var prefix = Argument(text, "prefix") ?? "/usr/local/nginx";
        return new NginxBuild
        {
            Version = VersionLine().Match(text) is { Success: true } line ? line.Groups["version"].Value : null,
            Prefix = prefix,
            ConfigurationFile = NginxPaths.Absolute(Argument(text, "conf-path") ?? "conf/nginx.conf", prefix),
            PidFile = NginxPaths.Absolute(Argument(text, "pid-path") ?? "logs/nginx.pid", prefix),
            ErrorLog = Argument(text, "error-log-path") ?? "logs/error.log",
            AccessLog = Argument(text, "http-log-path") ?? "logs/access.log",
        };
    }

    private static string? Argument(string text, string name) =>
        Regex.Match(text, $"--{name}=(?:'(?<value>[^']*)'|(?<value>\\S+))", RegexOptions.CultureInvariant) is { Success: true } found ? found.Groups["value"].Value : null;

    // "nginx version: nginx/1.22.1", "nginx version: openresty/1.25.3.1", "nginx version: nginx/1.22.1 (Ubuntu)"
    [GeneratedRegex(@"version: [^/\s]+/(?<version>[0-9][0-9A-Za-z.\-]*)", RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();
}
