using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>The entries and releases of a simulated agent. It takes every entry that is an object: what is in it is the real agent's matter.</summary>
internal sealed class SimulatedReleases
{
    private readonly Lock _gate = new();
    private int _nextId = 1;
    private int _nextRelease = 1;

    public SortedDictionary<int, string> Draft { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public List<SimulatedRelease> Releases { get; } = [];

    public string? Current { get; private set; }

    public string SetETag => Hash(string.Concat(Draft.Select(entry => $"{entry.Key}:{Hash(entry.Value)}\n")));

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    /// <summary>What the entries would be after a request, with the id of each of its `set`; or which of them moved.</summary>
    public (SortedDictionary<int, string> After, List<int> Ids, List<object> Moved) Plan(JsonElement request)
    {
        lock (_gate)
        {
            var (after, ids, moved, next) = (new SortedDictionary<int, string>(Draft), new List<int>(), new List<object>(), _nextId);
            foreach (var (index, set) in request.GetProperty("set").EnumerateArray().Index())
            {
                var id = set.TryGetProperty("id", out var given) ? given.GetInt32() : next++;
                if (set.TryGetProperty("id", out _) && HasMoved(set, id)) moved.Add(Moved(index, id));
                after[id] = set.GetProperty("entry").GetRawText();
                ids.Add(id);
            }

            foreach (var remove in request.GetProperty("remove").EnumerateArray())
            {
                var id = remove.GetProperty("id").GetInt32();
                if (HasMoved(remove, id)) moved.Add(Moved(-1, id));
                after.Remove(id);
            }

            return (after, ids, moved);
        }
    }

    /// <summary>Makes it so.</summary>
    public SimulatedRelease Activate(SortedDictionary<int, string> entries, string correlation, DateTimeOffset now)
    {
        lock (_gate)
        {
            var release = new SimulatedRelease($"{now:yyyyMMddHHmmss}-{_nextRelease++}", now, correlation, entries, Current);
            Releases.Insert(0, release);
            (Draft, Current) = (entries, release.Id);
            if (entries.Count > 0) _nextId = Math.Max(_nextId, entries.Keys.Max() + 1);
            return release;
        }
    }

    /// <summary>What was live before a release; null: nothing, or what is gone.</summary>
    public SortedDictionary<int, string>? Before(SimulatedRelease release) => Releases.Find(one => one.Id == release.Previous)?.Entries;

    /// <summary>Goes back to a release, or to none.</summary>
    public void Return(SimulatedRelease? release)
    {
        lock (_gate) (Draft, Current) = (release?.Entries ?? [], release?.Id);
    }

    public static object Entry(int id, string entry)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(entry)!.ToDictionary(field => field.Key, object? (field) => field.Value);
        (fields["id"], fields["etag"]) = (id, Hash(entry));
        return fields;
    }

    public static string[] Domains(string entry)
    {
        using var json = JsonDocument.Parse(entry);
        return [.. json.RootElement.GetProperty("domains").EnumerateArray().Select(domain => domain.GetString()!)];
    }

    private bool HasMoved(JsonElement change, int id) =>
        !Draft.TryGetValue(id, out var there) || (change.TryGetProperty("ifMatch", out var match) && match.GetString() != Hash(there));

    private static object Moved(int index, int id) => new { index, id, field = (string?)null, code = "EntryChanged", message = $"Entry {id} is not what it was" };
}

/// <summary>One release; <c>Previous</c> was live before it.</summary>
internal sealed record SimulatedRelease(string Id, DateTimeOffset CreatedAt, string Correlation, SortedDictionary<int, string> Entries, string? Previous);
