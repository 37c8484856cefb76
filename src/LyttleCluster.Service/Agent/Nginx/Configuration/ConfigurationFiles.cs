using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>The texts of a configuration: its main file and those it includes, by path.</summary>
internal sealed partial class ConfigurationFiles
{
    private readonly string _folder;
    private readonly Func<string, IEnumerable<string>> _matching;

    private ConfigurationFiles(string mainFile, string main, Func<string, IEnumerable<string>> matching) =>
        (MainFile, Main, _folder, _matching) = (mainFile, main, NginxPaths.FolderOf(mainFile), matching);

    public string MainFile { get; }

    public string Main { get; }

    /// <summary>From what <c>nginx -T</c> writes to standard output; null when there is nothing in it (the configuration is not valid).</summary>
    public static ConfigurationFiles? FromDump(string dump)
    {
        var heads = Head().Matches(dump);
        if (heads.Count == 0) return null;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < heads.Count; i++)
        {
            var begin = heads[i].Index + heads[i].Length;
            var end = i + 1 < heads.Count ? heads[i + 1].Index : dump.Length;
            files.TryAdd(heads[i].Groups["path"].Value, dump[begin..end]);
        }

        var main = heads[0].Groups["path"].Value;
        return new ConfigurationFiles(main, files[main], pattern => files.Where(file => NginxPaths.Matches(pattern, file.Key)).Select(file => file.Value));
    }

    /// <summary>
    /// From the files themselves, for a configuration that <c>nginx -T</c> refuses to show. <paramref name="here"/> turns a path of
    /// nginx's into one of this host; what cannot be read counts as empty.
    /// </summary>
    public static ConfigurationFiles FromDisk(string mainFile, Func<string, string?> here) =>
        new(mainFile, ReadOrEmpty(here(mainFile)), pattern => FilesOf(pattern, here).Select(ReadOrEmpty));

    /// <summary>The texts that an <c>include</c> of this argument puts in, in nginx's order.</summary>
    public IEnumerable<string> Matching(string pattern) => _matching(NginxPaths.Absolute(pattern, _folder));

    private static IEnumerable<string?> FilesOf(string pattern, Func<string, string?> here)
    {
        if (!NginxPaths.IsPattern(pattern)) return [here(pattern)];
        // Patterns in the folder part are rare enough to do without when the configuration is broken.
        var folder = here(NginxPaths.FolderOf(pattern));
        var name = NginxPaths.NameOf(pattern);
        return folder is null || NginxPaths.IsPattern(folder) || !Directory.Exists(folder)
            ? []
            : Directory.EnumerateFiles(folder).Where(file => NginxPaths.Matches(name, Path.GetFileName(file))).Order(StringComparer.Ordinal);
    }

    private static string ReadOrEmpty(string? file)
    {
        try
        {
            return file is null ? "" : File.ReadAllText(file);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [GeneratedRegex(@"^# configuration file (?<path>/.*):\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Head();
}
