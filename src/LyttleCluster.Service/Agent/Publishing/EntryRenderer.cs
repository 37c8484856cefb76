using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>Renders entries for this node, and reads nginx's words about what was rendered.</summary>
internal sealed partial class EntryRenderer(PublishingOptions options, NginxPlace place)
{
    private readonly IReadOnlyList<string> _http = options.HttpListen.Count > 0 ? options.HttpListen : place.HasIPv6 ? ["80", "[::]:80"] : ["80"];
    private readonly IReadOnlyList<string> _https = options.HttpsListen.Count > 0 ? options.HttpsListen : place.HasIPv6 ? ["443", "[::]:443"] : ["443"];

    /// <summary>What is rendered for beside the entries: another value makes another text of the same entries.</summary>
    public string RenderedFor => $"{string.Join(',', _http)} {string.Join(',', _https)}";

    /// <summary>The text, and what keeps it from being the truth: entries with TLS whose certificate is gone.</summary>
    public (RenderedConfiguration Rendered, IReadOnlyList<PublishProblem> Problems) Render(
        EntrySet entries, IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> addresses, FoundCertificates certificates)
    {
        var problems = new List<PublishProblem>();
        var found = new Dictionary<NginxEntry, (string Certificate, string Key)>(ReferenceEqualityComparer.Instance);
        foreach (var row in entries.Rows.Where(row => row.Entry is { Tls: true, CertificateFile: null }))
        {
            if (certificates.Find(row.Entry) is { } pair) found[row.Entry] = pair;
            else problems.Add(new PublishProblem(-1, row.Id, "ssl", "CertificateMissing", $"Entry {row.Id} ({row.Entry.Names[0]}) has no certificate (any more) that covers its names. Put one into a folder of --certificates, or turn its TLS off."));
        }

        var rendering = new NginxRendering
        {
            HttpListen = _http,
            HttpsListen = _https,
            CatchAll = true,
            Resolve = host => addresses.GetValueOrDefault(host) ?? [],
            CertificateOf = entry => found.TryGetValue(entry, out var pair) ? pair : null,
        };
        return (NginxConfigurationWriter.Render([.. entries.Rows.Select(row => row.Entry)], rendering), problems);
    }

    /// <summary>One entry as it is written.</summary>
    public static string Preview(RenderedConfiguration rendered, EntrySet entries, int id)
    {
        for (var at = 0; at < entries.Rows.Count; at++)
        {
            if (entries.Rows[at].Id != id) continue;
            var (first, last) = rendered.Lines[at];
            return string.Concat(rendered.Text.Split('\n').Skip(first - 1).Take(last - first + 1).Select(line => line + "\n"));
        }

        return "";
    }

    /// <summary>The entries that nginx's words are about.</summary>
    /// <param name="words">What nginx said, with the file's name and line numbers.</param>
    /// <param name="file">The rendered file, as nginx names it.</param>
    /// <param name="rendered">What stands in it.</param>
    /// <param name="entries">Of which entries.</param>
    /// <param name="set">Those that were sent.</param>
    public static IReadOnlyList<PublishProblem> Blamed(string words, string file, RenderedConfiguration rendered, EntrySet entries, IReadOnlyList<EntryRow> set)
    {
        var index = set.Select((row, at) => (row.Id, at)).ToDictionary(pair => pair.Id, pair => pair.at);
        var problems = new List<PublishProblem>();
        foreach (var line in words.Split('\n'))
        {
            if (Place().Match(line) is not { Success: true } place || place.Groups["file"].Value != file) continue;
            var number = int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture);
            for (var at = 0; at < rendered.Lines.Count; at++)
            {
                if (number < rendered.Lines[at].First || number > rendered.Lines[at].Last) continue;
                var id = entries.Rows[at].Id;
                problems.Add(new PublishProblem(index.GetValueOrDefault(id, -1), id, "", "ConfigurationInvalid", $"nginx refuses entry {id} ({entries.Rows[at].Entry.Names[0]}): {line.Trim()}"));
            }
        }

        return problems;
    }

    [GeneratedRegex(@" in (?<file>/.+):(?<line>[0-9]{1,9})$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
