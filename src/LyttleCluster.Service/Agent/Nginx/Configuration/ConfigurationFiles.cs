using System.Text.RegularExpressions;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>The texts of a configuration: its main file and those it includes, by path.</summary>
internal sealed partial class ConfigurationFiles
{
    private readonly string _folder;
    private readonly Func<string, IEnumerable<ConfigurationFile>> _matching;

    private ConfigurationFiles(string mainFile, string main, Func<string, IEnumerable<ConfigurationFile>> matching) =>
        (MainFile, Main, _folder, _matching) = (mainFile, main, NginxPaths.FolderOf(mainFile), matching);

    public string MainFile { get; }

    public string Main { get; }

    /// <summary>From what <c>nginx -T</c> writes to standard output; null when there is nothing in it (the configuration is not valid).</summary>
    /// <param name="dump">The output.</param>
    /// <param name="instead">For copies that stood in for other files: those files, by the copy's path; null when there are none.</param>
    public static ConfigurationFiles? FromDump(string dump, IReadOnlyDictionary<string, ConfigurationFile>? instead = null)
    {
        var heads = Head().Matches(dump);
        if (heads.Count == 0) return null;
        var files = new Dictionary<string, ConfigurationFile>(StringComparer.Ordinal);
        ConfigurationFile? main = null;
        for (var i = 0; i < heads.Count; i++)
        {
            var begin = heads[i].Index + heads[i].Length;
            var end = i + 1 < heads.Count ? heads[i + 1].Index : dump.Length;
            var file = new ConfigurationFile(heads[i].Groups["path"].Value, dump[begin..end]);
            if (instead?.TryGetValue(file.Path, out var original) == true) file = original;
            files.TryAdd(file.Path, file);
            main ??= file;
        }

        return new ConfigurationFiles(main!.Path, main.Text, pattern => files.Values.Where(file => NginxPaths.Matches(pattern, file.Path)));
    }

    /// <summary>
    /// From the files themselves, for a configuration that <c>nginx -T</c> refuses to show. <paramref name="here"/> turns a path of
    /// nginx's into one of this host; what cannot be read counts as empty.
    /// </summary>
    public static ConfigurationFiles FromDisk(string mainFile, Func<string, string?> here) =>
        new(mainFile, ReadOrEmpty(here(mainFile)), pattern => FilesOf(pattern, here).Select(path => new ConfigurationFile(path, ReadOrEmpty(here(path)))));

    /// <summary>An argument of <c>include</c> as an absolute path or pattern.</summary>
    public string Absolute(string pattern) => NginxPaths.Absolute(pattern, _folder);

    /// <summary>The files that an <c>include</c> of this argument puts in, in nginx's order.</summary>
    public IEnumerable<ConfigurationFile> Matching(string pattern) => _matching(Absolute(pattern));

    private static IEnumerable<string> FilesOf(string pattern, Func<string, string?> here)
    {
        if (!NginxPaths.IsPattern(pattern)) return [pattern];
        // Patterns in the folder part are rare enough to do without when the configuration is broken.
        var (folder, name) = (NginxPaths.FolderOf(pattern), NginxPaths.NameOf(pattern));
        return NginxPaths.IsPattern(folder) || here(folder) is not { } there || !Directory.Exists(there)
            ? []
            : Directory.EnumerateFiles(there).Select(file => Path.GetFileName(file)!).Where(file => NginxPaths.Matches(name, file)).Order(StringComparer.Ordinal).Select(file => $"{folder.TrimEnd('/')}/{file}");
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
