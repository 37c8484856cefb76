using System.Text;
using LyttleCluster.Service.Agent.Nginx.Hosts;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>
/// A configuration as it would be with another text in the agent's own file, beside the live one, which stays as it is: whoever starts nginx
/// meanwhile gets what ran before. The main file is copied next to itself (relative paths begin at its folder), with the include that takes in the
/// agent's file replaced, on its own line, by the files it takes in one by one. A file between the two is copied as well, so that every
/// line keeps its number and nginx's words need only the right name.
/// </summary>
internal sealed class TestCopy
{
    private const int Deepest = 32;
    private readonly Dictionary<string, ConfigurationFile> _originals = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConfigurationFile> _copies = new(StringComparer.Ordinal);
    private readonly ConfigurationFiles _files;
    private readonly string _folder;
    private readonly string _ownFile;

    private TestCopy(ConfigurationFiles files, string ownFile) => (_files, _folder, _ownFile) = (files, NginxPaths.FolderOf(files.MainFile).TrimEnd('/'), ownFile);

    /// <summary>The main file to be tested, as nginx names it.</summary>
    public string MainFile => Name("conf", 0);

    /// <summary>What is to be written, by path as nginx names it.</summary>
    public IReadOnlyDictionary<string, ConfigurationFile> Copies => _copies;

    /// <summary>What each copy stands for, by the copy's path.</summary>
    public IReadOnlyDictionary<string, ConfigurationFile> Originals => _originals;

    /// <summary>The copy; null where no include takes in the agent's file.</summary>
    /// <param name="files">The live configuration, from disk.</param>
    /// <param name="ownFile">The agent's own file, as nginx names it.</param>
    /// <param name="ownText">What is to stand in it; null: it is not to be there.</param>
    public static TestCopy? Make(ConfigurationFiles files, string ownFile, string? ownText)
    {
        var copy = new TestCopy(files, ownFile);
        if (ownText is not null) copy.Add(copy.Name("own", 0), new ConfigurationFile(ownFile, ownText), ownText);
        if (copy.Rewritten(new ConfigurationFile(files.MainFile, files.Main), 0) is not { } main) return null;
        copy.Add(copy.MainFile, new ConfigurationFile(files.MainFile, files.Main), main);
        return copy;
    }

    /// <summary>Every file name that a copy may have: what an agent that was killed left is known by it.</summary>
    public static bool IsCopy(string name) => name.StartsWith(".lyttle-cluster-test", StringComparison.Ordinal);

    /// <summary>nginx's words with the names of the live files.</summary>
    public string InLiveWords(string words) => _originals.Aggregate(words, (text, pair) => text.Replace(pair.Key, pair.Value.Path, StringComparison.Ordinal));

    /// <summary>The text with the agent's file as it is to be; null where it does not take that in.</summary>
    private string? Rewritten(ConfigurationFile file, int depth)
    {
        if (depth > Deepest) return null;
        var text = new StringBuilder();
        var (at, found) = (0, false);
        foreach (var include in NginxConfigurationReader.Includes(file.Text))
        {
            if (Instead(include, depth) is not { } instead) continue;
            text.Append(file.Text, at, include.Start - at).Append(instead);
            // A directive over several lines keeps them.
            text.Append('\n', file.Text.AsSpan(include.Start, include.End - include.Start).Count('\n'));
            (at, found) = (include.End, true);
        }

        return found ? text.Append(file.Text, at, file.Text.Length - at).ToString() : null;
    }

    /// <summary>What stands for an include; null where it stays as it is.</summary>
    private string? Instead(IncludeDirective include, int depth)
    {
        var takesOwn = NginxPaths.Matches(_files.Absolute(include.Pattern), _ownFile);
        var names = new List<string>();
        var found = takesOwn;
        foreach (var file in _files.Matching(include.Pattern).Where(file => file.Path != _ownFile))
        {
            if (Rewritten(file, depth + 1) is not { } rewritten)
            {
                names.Add(file.Path);
                continue;
            }

            found = true;
            var name = Name("part", _copies.Count);
            Add(name, file, rewritten);
            names.Add(name);
        }

        if (!found) return null;
        if (takesOwn && Own is { } own) names.Insert(names.Count(name => string.CompareOrdinal(LiveName(name), _ownFile) < 0), own);
        return string.Join(' ', names.Select(name => $"include {Quoted(name)};"));
    }

    private string? Own => _copies.ContainsKey(Name("own", 0)) ? Name("own", 0) : null;

    private string LiveName(string name) => _originals.TryGetValue(name, out var original) ? original.Path : name;

    private void Add(string name, ConfigurationFile original, string text)
    {
        _originals.Add(name, original);
        _copies.Add(name, new ConfigurationFile(name, text));
    }

    // No include takes such a name: patterns do not match a leading dot.
    private string Name(string part, int number) => $"{_folder}/.lyttle-cluster-test{(part == "conf" ? "" : $"-{part}{number}")}.conf";

    private static string Quoted(string path) => $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

/// <summary>Testing a <see cref="TestCopy"/>.</summary>
internal static class TestCopyRun
{
    /// <summary>Removes what an agent that was killed in the middle of a test left behind.</summary>
    public static void RemoveLeft(INginxHost host)
    {
        var folder = Path.GetDirectoryName(host.CanWriteHere(host.ConfigurationFile));
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => TestCopy.IsCopy(Path.GetFileName(file)))) File.Delete(file);
    }

    /// <summary>Whether the copy can be written where it has to be.</summary>
    public static bool CanRun(INginxHost host, TestCopy copy) => copy.Copies.Keys.All(path => host.CanWriteHere(path) is not null);

    public static void Write(INginxHost host, TestCopy copy)
    {
        foreach (var file in copy.Copies.Values) HostFiles.WriteAs(host.CanWriteHere(file.Path)!, file.Text, host.Here(host.ConfigurationFile)!);
    }

    public static void Remove(INginxHost host, TestCopy copy)
    {
        foreach (var path in copy.Copies.Keys) File.Delete(host.CanWriteHere(path)!);
    }
}
