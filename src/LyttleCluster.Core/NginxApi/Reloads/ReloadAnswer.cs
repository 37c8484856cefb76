using System.Text.Json;

namespace LyttleCluster.Core.NginxApi;

/// <summary>What the node answered to a reload, of whatever generation, as a verdict. Pure.</summary>
internal sealed record ReloadAnswer
{
    /// <summary>The agent's name for a reload that nginx still works on.</summary>
    public const string UnknownCode = "ReloadUnknown";

    /// <summary><see cref="NginxApiReloadOutcome.Unknown"/>: the node itself cannot tell yet.</summary>
    public required NginxApiReloadOutcome Outcome { get; init; }

    public string? Release { get; init; }

    public string? Error { get; init; }

    public string? Code { get; init; }

    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>
    /// Whether it passes by itself: two reloads at once get into each other's way inside LyttleNGINX (seen: five of twelve), with these words of
    /// Node.js. nginx' own "(2: No such file or directory)" is another thing and stays.
    /// </summary>
    public bool IsTransient =>
        Outcome == NginxApiReloadOutcome.Failed && Error is not null
        && (Error.StartsWith("EEXIST: ", StringComparison.Ordinal) || Error.StartsWith("ENOENT: ", StringComparison.Ordinal) || Error.StartsWith("ENOTEMPTY: ", StringComparison.Ordinal));

    /// <summary>
    /// The answer to <c>POST /reload</c> (<c>{"success":…}</c>) or to the older form of <c>POST /cluster/reload</c> (<c>{"local":{"ok":…}}</c>, 201 even when
    /// it failed). Null when the body is neither: then nothing is known from it.
    /// </summary>
    public static ReloadAnswer? Parse(int status, ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { } root) return null;
        if (root.Flag("success") is { } success) return Of(root, success && status is >= 200 and < 300);
        return root.Field("local") is { } local && local.Flag("ok") is { } ok ? Of(local, ok) : null;
    }

    /// <summary>The verdict over a failure in nginx's words.</summary>
    public static ReloadAnswer Failure(string? error, string? code = null, IReadOnlyList<string>? log = null)
    {
        var words = error is { Length: > 0 } ? NginxWords.Cut(error) : null;
        return new ReloadAnswer { Outcome = OutcomeOf(words, code), Error = words ?? "the node gives no reason", Code = code, Log = log ?? [] };
    }

    private static ReloadAnswer Of(JsonElement root, bool success)
    {
        if (success) return new ReloadAnswer { Outcome = NginxApiReloadOutcome.Reloaded, Release = root.Text("release") };
        return Failure(root.Text("error") ?? root.Text("message"), root.Text("code"), [.. root.Texts("log").Select(NginxWords.Cut)]) with { Release = root.Text("release") };
    }

    private static NginxApiReloadOutcome OutcomeOf(string? error, string? code)
    {
        if (code == "ReloadNotTaken") return NginxApiReloadOutcome.NotTaken;
        // The agent's word for a master that still works on it, or does not react.
        if (code == UnknownCode) return NginxApiReloadOutcome.Unknown;
        // LyttleNGINX since 2026-05: "Activation of release … failed and was rolled back to …"; when that fails too: "… and rollback to … also failed".
        return error?.Contains(" was rolled back to ", StringComparison.Ordinal) == true ? NginxApiReloadOutcome.RolledBack : NginxApiReloadOutcome.Failed;
    }
}
