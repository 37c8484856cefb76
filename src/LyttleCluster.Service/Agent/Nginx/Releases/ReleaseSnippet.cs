using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Releases;

/// <summary>
/// The agent's own file in nginx's configuration: a server that answers, on this host only, which release it is from, and the include of the
/// configuration release. Only workers of that configuration can answer so, which makes it the proof of a reload; one file for both, so that
/// one rename switches both.
/// </summary>
/// <param name="Port">Where the release is answered; null when nginx cannot have the listener: then the workers alone are the proof.</param>
/// <param name="Release">What is answered; null without a listener.</param>
/// <remarks>
/// It needs neither the agent nor a file of it but those it includes. A unix socket was not taken: one left behind by a killed nginx keeps the next from
/// starting. <c>return</c> comes before nginx's access phase, so rules of the http context (deny, auth, limits) do not reach it. The include is a
/// pattern: nginx starts, too, when somebody removed the folder.
/// </remarks>
internal sealed partial record ReleaseSnippet(int? Port, string? Release)
{
    /// <summary>The folder of the configuration release, as nginx names it, without characters that mean something to nginx; null when there is none.</summary>
    public string? Folder { get; init; }

    public string Render()
    {
        var text = new StringBuilder("""
            # Written by the agent of LyttleCluster: what it publishes, and an answer which release of this configuration nginx runs.
            # nginx needs neither the agent nor this file: to be rid of it, delete it and reload nginx.

            """);
        if (Folder is not null) text.Append(CultureInfo.InvariantCulture, $"include \"{Folder}/*.conf\";\n");
        if (Port is not null) text.Append(Server());
        return text.ToString();
    }

    /// <summary>Reads what an agent wrote earlier; null when the text is something else.</summary>
    public static ReleaseSnippet? Parse(string text)
    {
        var folder = Include().Match(text) is { Success: true } include ? include.Groups["folder"].Value : null;
        if (Listen().Match(text) is { Success: true } listen && Return().Match(text) is { Success: true } answer
            && int.TryParse(listen.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return new ReleaseSnippet(port, answer.Groups["release"].Value) { Folder = folder };
        return folder is null ? null : new ReleaseSnippet(null, null) { Folder = folder };
    }

    private string Server() => string.Create(CultureInfo.InvariantCulture, $$"""
        server {
            listen 127.0.0.1:{{Port}};
            access_log off;
            keepalive_timeout 0;
            default_type text/plain;
            if ($request_method != GET) { return 405; }
            return 200 "{{Release}}";
        }

        """);

    [GeneratedRegex(@"^\s*listen 127\.0\.0\.1:(?<port>[0-9]{1,5});", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Listen();

    [GeneratedRegex(@"^\s*return 200 ""(?<release>[0-9A-Za-z\-]{1,128})"";", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Return();

    [GeneratedRegex(@"^include ""(?<folder>/[^""]*)/\*\.conf"";", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Include();
}
