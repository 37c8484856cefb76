using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>What the agent answered to <c>POST /releases</c> or <c>/releases/:id/activate</c>, as a verdict. Pure.</summary>
internal static class ReleaseAnswer
{
    /// <summary>The verdict; null when the answer is none: then nothing is known from it.</summary>
    public static NginxApiRelease? Parse(int status, ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root) return null;
        if (status is >= 200 and < 300) return Success(root);
        var code = root.Text("code");
        return status switch
        {
            400 when code is "EntryInvalid" or "ConfigurationInvalid" || root.Field("problems") is not null => Failure(root, NginxApiReleaseOutcome.Invalid),
            409 => Failure(root, NginxApiReleaseOutcome.Refused),
            412 => Failure(root, NginxApiReleaseOutcome.Moved),
            >= 500 when root.Flag("success") == false => Failure(root, OutcomeOf(code, root.Flag("putBack") == true)),
            _ => null,
        };
    }

    private static NginxApiReleaseOutcome OutcomeOf(string? code, bool isPutBack) => code switch
    {
        "ReloadNotTaken" => NginxApiReleaseOutcome.NotTaken,
        // nginx still works on it, or on an earlier one: then ours was not begun.
        ReloadAnswer.UnknownCode => isPutBack ? NginxApiReleaseOutcome.Refused : NginxApiReleaseOutcome.Unknown,
        _ => NginxApiReleaseOutcome.Failed,
    };

    private static NginxApiRelease? Success(JsonElement root)
    {
        var isDryRun = root.Flag("valid") == true;
        if (!isDryRun && root.Flag("success") != true) return null;
        return new NginxApiRelease
        {
            Outcome = root.Flag("changed") == false ? NginxApiReleaseOutcome.Unchanged : isDryRun ? NginxApiReleaseOutcome.Valid : NginxApiReleaseOutcome.Activated,
            Release = root.Text("release"),
            PreviousRelease = root.Text("previousRelease"),
            IsPreviousKnown = root.Has("previousRelease"),
            ServedRelease = root.Text("servedRelease"),
            SetETag = root.Text("setEtag"),
            Entries = [.. root.Items("entries").Where(item => item.Count("index") is not null).Select(Entry).OrderBy(entry => entry.Index)],
            Upstreams = Upstreams(root),
            Warnings = root.Texts("warnings"),
            Log = Log(root),
        };
    }

    private static NginxApiRelease Failure(JsonElement root, NginxApiReleaseOutcome outcome) => new()
    {
        Outcome = outcome,
        Error = NginxWords.Cut(root.Text("output") ?? root.Text("error") ?? Message(root) ?? "the node gives no reason"),
        Code = root.Text("code"),
        Problems = [.. root.Items("problems").Where(item => item.ValueKind == JsonValueKind.Object).Select(Problem)],
        Upstreams = Upstreams(root),
        PutBack = root.Flag("putBack"),
        ServedRelease = root.Text("servedRelease"),
        Log = Log(root),
    };

    private static string? Message(JsonElement root) =>
        root.Text("message") ?? (root.Texts("message") is { Count: > 0 } several ? string.Join("; ", several) : null);

    private static NginxApiReleasedEntry Entry(JsonElement item) => new(item.Count("index")!.Value, item.Count("id"), item.Text("etag"), item.Texts("domains"));

    private static NginxApiProblem Problem(JsonElement item) =>
        new(item.Count("index") ?? -1, item.Count("id"), item.Text("field"), item.Text("code"), NginxWords.Cut(item.Text("message") ?? "it is not told what is wrong"));

    private static IReadOnlyList<NginxApiUpstreamTest> Upstreams(JsonElement root) =>
        [.. root.Items("upstreams").Where(item => item.Text("url") is not null)
            .Select(item => new NginxApiUpstreamTest(item.Count("index") ?? -1, item.Text("url")!, item.Flag("ok") == true, item.Text("error"), item.Milliseconds("durationMs")))];

    private static IReadOnlyList<string> Log(JsonElement root) => [.. root.Texts("log").Select(NginxWords.Cut)];
}
