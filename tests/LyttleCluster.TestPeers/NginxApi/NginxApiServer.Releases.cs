using System.Text.Json;

namespace LyttleCluster.TestPeers;

// The agent's entries and releases. How nginx takes them is scripted as for reloads: `server.Nginx.NextReloads`.
public sealed partial class NginxApiServer
{
    private readonly SimulatedReleases _releases = new();

    /// <summary>The agent's entries as JSON, by id.</summary>
    public IReadOnlyDictionary<int, string> Entries => _releases.Draft;

    /// <summary>Makes a release of other entries, as another publisher does.</summary>
    public void PublishElsewhere(params string[] entries) =>
        _releases.Activate(new SortedDictionary<int, string>(entries.Index().ToDictionary(entry => 1000 + entry.Index, entry => entry.Item)), "somebody-else", Nginx.Stamp());

    private ApiReply AgentEntries(List<(string Name, string Value)> headers)
    {
        headers.Add(("ETag", $"\"{_releases.SetETag}\""));
        return ApiReply.Json(200, new { count = _releases.Draft.Count, proxies = _releases.Draft.Select(entry => SimulatedReleases.Entry(entry.Key, entry.Value)) });
    }

    private ApiReply ListReleases()
    {
        var all = _releases.Releases;
        return ApiReply.Json(200, new { count = all.Count, current = _releases.Current, releases = all.Select(release => Summary(release)) });
    }

    private ApiReply GetRelease(ApiRequest call)
    {
        var id = call.Path.Split('/')[2];
        var at = _releases.Releases.FindIndex(release => release.Id == id);
        if (at < 0) return Fail(404, $"Release {id} was not found", call, "NotFound");
        var release = _releases.Releases[at];
        var against = call.Query["against"] switch
        {
            "none" => null,
            { } other => _releases.Releases.Find(one => one.Id == other)?.Entries,
            null => _releases.Before(release),
        };
        var body = Summary(release);
        body["diff"] = Difference(release.Entries, against ?? []);
        return ApiReply.Json(200, body);
    }

    private async Task<ApiReply> PublishAsync(ApiRequest call)
    {
        using var json = JsonDocument.Parse(call.Request.Body);
        var root = json.RootElement;
        var (after, ids, moved) = _releases.Plan(root);
        if (WhyMoved(call, moved) is { } refused) return refused;
        var entries = ids.Select((id, index) => new { index, id, etag = SimulatedReleases.Hash(after[id]), domains = SimulatedReleases.Domains(after[id]) }).ToList();
        var isChanged = !after.SequenceEqual(_releases.Draft);
        if (root.GetProperty("dryRun").GetBoolean())
        {
            var upstreams = root.GetProperty("testUpstreams").GetBoolean() ? ids.Select((_, index) => new { index, url = "http://127.0.0.1:1/", ok = false, error = "Connection refused", durationMs = 3 }).ToArray() : [];
            return ApiReply.Json(200, new { valid = true, changed = isChanged, entries, upstreams, warnings = new[] { "A name of an upstream cannot be resolved" } });
        }

        return await ReleaseAsync(call, isChanged, entries, () => _releases.Activate(after, call.Correlation, Nginx.Stamp()));
    }

    private async Task<ApiReply> ActivateAsync(ApiRequest call)
    {
        var id = call.Path.Split('/')[2];
        var release = _releases.Releases.Find(one => one.Id == id);
        if (release is null && id != "none") return Fail(404, $"Release {id} was not found", call, "NotFound");
        var after = release?.Entries ?? [];
        return WhyMoved(call, []) ?? await ReleaseAsync(call, !after.SequenceEqual(_releases.Draft), Array.Empty<object>(), () => _releases.Return(release));
    }

    private async Task<ApiReply> ReleaseAsync(ApiRequest call, bool isChanged, object entries, Action activate)
    {
        var before = _releases.Current;
        if (!isChanged) return ApiReply.Json(200, new { success = true, changed = false, release = before, previousRelease = before, servedRelease = Nginx.Release, entries, setEtag = _releases.SetETag, durationMs = 1, log = Array.Empty<string>() });
        var reload = await RunAsync(call.Stopping);
        if (reload.NeverArrives || reload.Restarts) return new ApiReply(0, "", LostReply.Closed);
        if (reload.Error is null) activate();
        Nginx.LastCorrelation = call.Correlation;
        if (reload.Error is { } error)
        {
            return (reload.Code == "ConfigurationInvalid"
                ? ApiReply.Json(400, new { statusCode = 400, message = "nginx refuses the configuration", code = reload.Code, output = error, problems = new[] { new { index = 0, id = (int?)null, field = "nginxCustomCode", code = reload.Code, message = error } } })
                : ApiReply.Json(500, new { success = false, code = reload.Code, error, log = reload.Log, putBack = true, durationMs = 41 })) with { Lost = reload.Reply };
        }

        return ApiReply.Json(200, new { success = true, changed = true, release = _releases.Current ?? "none", previousRelease = before, servedRelease = Nginx.Release, entries, setEtag = _releases.SetETag, durationMs = 41, log = Array.Empty<string>() }) with { Lost = reload.Reply };
    }

    private ApiReply? WhyMoved(ApiRequest call, List<object> moved)
    {
        if (call.Request.Headers.GetValueOrDefault("If-Match")?.Trim('"') is { } set && set != _releases.SetETag) moved.Add(new { index = -1, id = (int?)null, code = "EntryChanged", message = "The entries are not what they were" });
        return moved.Count == 0 ? null : ApiReply.Json(412, new { statusCode = 412, message = "Entries are not what they were", code = "EntryChanged", problems = moved });
    }

    private Dictionary<string, object?> Summary(SimulatedRelease release)
    {
        var changes = Difference(release.Entries, _releases.Before(release) ?? []);
        var summary = new Dictionary<string, object?>
        {
            ["id"] = release.Id, ["createdAt"] = Iso(release.CreatedAt), ["author"] = "api-key:1-90a9572375c6", ["correlationId"] = release.Correlation, ["entryCount"] = release.Entries.Count,
            ["isCurrent"] = release.Id == _releases.Current,
            ["added"] = changes.Count(change => change["action"] is "added"), ["changed"] = changes.Count(change => change["action"] is "changed"), ["removed"] = changes.Count(change => change["action"] is "removed"),
        };
        if (_options.TellsPrevious) summary["previous"] = release.Previous;
        return summary;
    }

    private static List<Dictionary<string, object?>> Difference(SortedDictionary<int, string> after, SortedDictionary<int, string> before) =>
        [.. after.Keys.Union(before.Keys).Order().Where(id => after.GetValueOrDefault(id) != before.GetValueOrDefault(id)).Select(id => new Dictionary<string, object?>
        {
            ["action"] = !before.ContainsKey(id) ? "added" : after.ContainsKey(id) ? "changed" : "removed",
            ["id"] = id,
            ["domains"] = SimulatedReleases.Domains(after.GetValueOrDefault(id) ?? before[id]),
            ["before"] = before.TryGetValue(id, out var was) ? SimulatedReleases.Entry(id, was) : null,
            ["after"] = after.TryGetValue(id, out var now) ? SimulatedReleases.Entry(id, now) : null,
        })];
}
