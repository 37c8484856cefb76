using System.Globalization;
using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Releases;

/// <summary>
/// The agent's own file in nginx's configuration: a server that answers, on this host only, which release it is from. Only workers of
/// that configuration can answer so, which makes it the proof of a reload.
/// </summary>
/// <remarks>
/// It needs neither the agent nor a file of it. A unix socket was not taken: one left behind by a killed nginx keeps the next from starting.
/// <c>return</c> comes before nginx's access phase, so rules of the http context (deny, auth, limits) do not reach it.
/// </remarks>
internal sealed partial record ReleaseSnippet(int Port, string Release)
{
    public string Render() => string.Create(CultureInfo.InvariantCulture, $$"""
        # Written by the agent of LyttleCluster: answers which release of this configuration nginx runs.
        # nginx needs neither the agent nor this file: to be rid of it, delete it and reload nginx.
        server {
            listen 127.0.0.1:{{Port}};
            access_log off;
            keepalive_timeout 0;
            default_type text/plain;
            if ($request_method != GET) { return 405; }
            return 200 "{{Release}}";
        }

        """);

    /// <summary>Reads what an agent wrote earlier; null when the text is something else.</summary>
    public static ReleaseSnippet? Parse(string text) =>
        Listen().Match(text) is { Success: true } listen && Return().Match(text) is { Success: true } answer
        && int.TryParse(listen.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ReleaseSnippet(port, answer.Groups["release"].Value)
            : null;

    [GeneratedRegex(@"^\s*listen 127\.0\.0\.1:(?<port>[0-9]{1,5});", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Listen();

    [GeneratedRegex(@"^\s*return 200 ""(?<release>[0-9A-Za-z\-]{1,128})"";", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Return();
}
