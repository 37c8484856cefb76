using System.Net;
using System.Text;
using System.Text.Json;

namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>
/// The draft and the configuration releases on disk. A release is a folder that is written once and never changed: <c>domains.conf</c>, which nginx
/// reads, then <c>release.json</c>, without which it counts as not there. Not safe for two threads that write: whoever does has nginx's turn.
/// </summary>
internal sealed class ConfigurationStore
{
    private const string TextName = "domains.conf";
    private const string ReleaseName = "release.json";

    /// <summary>The candidate that is tested and never live.</summary>
    private const string CandidateName = ".candidate";

    /// <summary>Who and when at the beginning of <see cref="ReleaseName"/> is shorter than this.</summary>
    private const int LongestHead = 4096;

    private readonly string _draftFile;
    private readonly string _folder;
    private readonly string _folderOfNginx;
    private readonly DurableSteps _steps;
    private EntrySet _draft;

    /// <param name="dataFolder">The agent's own.</param>
    /// <param name="folder">Where releases are, on this host.</param>
    /// <param name="folderOfNginx">The same as nginx names it.</param>
    /// <param name="steps">Who watches.</param>
    public ConfigurationStore(string dataFolder, string folder, string folderOfNginx, DurableSteps steps)
    {
        (_draftFile, _folder, _folderOfNginx, _steps) = (Path.Combine(dataFolder, "entries.json"), folder, folderOfNginx, steps);
        _draft = LoadDraft();
    }

    /// <summary>The entries as they should be.</summary>
    public EntrySet Draft => Volatile.Read(ref _draft);

    /// <summary>The releases there are, the newest first.</summary>
    public IReadOnlyList<ConfigurationRelease> Releases => [.. Ids().OrderDescending(StringComparer.Ordinal).Select(Find).OfType<ConfigurationRelease>()];

    /// <summary>The folder of a release, as nginx names it.</summary>
    public string FolderOfNginx(string id) => $"{_folderOfNginx}/{id}";

    /// <summary>The file of a release, as nginx names it in its words.</summary>
    public string FileOfNginx(string id) => $"{_folderOfNginx}/{id}/{TextName}";

    /// <summary>Which release a folder is of; null when it is none of ours.</summary>
    public string? IdOf(string? folderOfNginx) =>
        folderOfNginx is not null && folderOfNginx.StartsWith(_folderOfNginx + "/", StringComparison.Ordinal) ? folderOfNginx[(_folderOfNginx.Length + 1)..] : null;

    /// <summary>Who made a release and when; null when there is none of that id.</summary>
    public ConfigurationRelease? Find(string id)
    {
        if (!IsPlain(id)) return null;
        try
        {
            using var file = File.OpenRead(FileOf(id, ReleaseName));
            Span<byte> head = stackalloc byte[LongestHead];
            return ReleaseJson.ReadRelease(head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The entries of a release.</summary>
    public EntrySet EntriesOf(string id) => Read(id, ReleaseJson.ReadEntries);

    /// <summary>The addresses its upstreams' hosts had.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> AddressesOf(string id) => Read(id, ReleaseJson.ReadAddresses);

    /// <summary>What nginx reads of it; null when somebody removed it.</summary>
    public string? TextOf(string id) => Hosts.HostFiles.ReadOrNull(FileOf(id, TextName));

    /// <summary>Writes a release. It is on disk when this returns.</summary>
    public void Write(NewConfiguration configuration) => _steps.Do(DurableSteps.WriteRelease, () => Try(() =>
    {
        var folder = Make(configuration.Release.Id);
        DurableFile.Write(Path.Combine(folder, TextName), Encoding.UTF8.GetBytes(configuration.Text));
        DurableFile.Write(Path.Combine(folder, ReleaseName), ReleaseJson.Write(configuration));
        DurableFile.SyncFolder(folder);
        DurableFile.SyncFolder(_folder);
    }));

    /// <summary>Writes a text to be tested, and gives its id.</summary>
    public string WriteCandidate(string text)
    {
        Try(() => File.WriteAllText(Path.Combine(Make(CandidateName), TextName), text));
        return CandidateName;
    }

    public void RemoveCandidate() => Try(() => DurableFile.DeleteFolder(Path.Combine(_folder, CandidateName)));

    /// <summary>Removes a release that nginx did not take.</summary>
    public void Remove(string id) => _steps.Do(DurableSteps.RemoveRelease, () => Try(() =>
    {
        // In one step for whoever looks: first it is no release any more, then its files go.
        var gone = Path.Combine(_folder, ".removed");
        DurableFile.DeleteFolder(gone);
        if (!Directory.Exists(Path.Combine(_folder, id))) return;
        Directory.Move(Path.Combine(_folder, id), gone);
        DurableFile.DeleteFolder(gone);
    }));

    /// <summary>Replaces the draft.</summary>
    public void WriteDraft(EntrySet draft)
    {
        var next = draft.After(Draft.NextId);
        _steps.Do(DurableSteps.WriteDraft, () => Try(() => DurableFile.Replace(_draftFile, ReleaseJson.Write(next))));
        Volatile.Write(ref _draft, next);
    }

    /// <summary>The draft becomes what a release says.</summary>
    public void FollowInDraft(string id)
    {
        var entries = id == ConfigurationRelease.None ? EntrySet.Empty : EntriesOf(id);
        if (entries.ETag != Draft.ETag) WriteDraft(entries);
    }

    /// <summary>
    /// Removes what is too much: those that were made because an address changed, but for the newest, then the oldest. What is kept: the ids given.
    /// </summary>
    public void Prune(int most, params ReadOnlySpan<string?> kept)
    {
        var releases = Releases;
        var keep = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in kept) keep.Add(id ?? "");
        var mine = releases.Where(release => release.Author == ConfigurationRelease.ByAgent).Skip(1);
        var old = releases.Where(release => release.Author != ConfigurationRelease.ByAgent).Skip(most);
        foreach (var release in mine.Concat(old).Where(release => !keep.Contains(release.Id)).ToArray()) Remove(release.Id);
    }

    /// <summary>Removes what an agent that was killed left unfinished.</summary>
    public void RemoveUnfinished()
    {
        if (!Directory.Exists(_folder)) return;
        foreach (var folder in Directory.EnumerateDirectories(_folder).Where(folder => !IsPlain(Path.GetFileName(folder)) || !File.Exists(Path.Combine(folder, ReleaseName))).ToArray())
            Try(() => DurableFile.DeleteFolder(folder));
    }

    /// <summary>Removes everything.</summary>
    public void RemoveAll() => Try(() =>
    {
        DurableFile.DeleteFolder(_folder);
        DurableFile.Delete(_draftFile);
    });

    private IEnumerable<string> Ids() => Directory.Exists(_folder) ? Directory.EnumerateDirectories(_folder).Select(folder => Path.GetFileName(folder)!).Where(IsPlain) : [];

    private string FileOf(string id, string name) => Path.Combine(_folder, id, name);

    private string Make(string id)
    {
        Directory.CreateDirectory(_folder);
        DurableFile.SyncFolder(Path.GetDirectoryName(_folder)!);
        return Directory.CreateDirectory(Path.Combine(_folder, id)).FullName;
    }

    private T Read<T>(string id, Func<ReadOnlyMemory<byte>, T> read)
    {
        var path = FileOf(id, ReleaseName);
        try
        {
            return read(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw NginxErrors.ReleaseUnreadable(path, failure.Message);
        }
    }

    private EntrySet LoadDraft()
    {
        if (!File.Exists(_draftFile)) return EntrySet.Empty;
        try
        {
            return ReleaseJson.ReadEntries(File.ReadAllBytes(_draftFile));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            // Going on with nothing would publish nothing at the next reload.
            throw NginxErrors.ReleaseUnreadable(_draftFile, failure.Message);
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NginxErrors.MemoryNotWritable(_folder, failure.Message);
        }
    }

    /// <summary>Ids come from callers, too.</summary>
    private static bool IsPlain(string id) => id.Length is > 0 and <= 128 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
