namespace LyttleCluster.Core.NginxApi;

/// <summary>The body of the agent's <c>GET /nginx</c>.</summary>
internal sealed record NginxReport
{
    public string? Version { get; init; }

    public bool? Running { get; init; }

    public string? Release { get; init; }

    public bool? ReleaseServed { get; init; }

    public NginxApiWorkers? Workers { get; init; }

    public NginxApiLastReload? LastReload { get; init; }

    /// <summary>The outcome of the last reload in the agent's words, e.g. <c>ReloadNotTaken</c>.</summary>
    public string? LastOutcome { get; init; }

    /// <summary>Whether nginx may still be at work on the last reload.</summary>
    public bool IsReloadUnsettled => LastOutcome == ReloadAnswer.UnknownCode;

    /// <summary>The id under which the last reload was asked for; null where it is not told.</summary>
    public string? LastCorrelation { get; init; }

    /// <summary>Null when the body is no such report.</summary>
    public static NginxReport? Parse(ReadOnlyMemory<byte> body)
    {
        using var json = WireJson.TryParse(body);
        if (json?.RootElement is not { } root || root.Flag("running") is not { } running) return null;
        var (workers, last) = (root.Field("workers"), root.Field("lastReload"));
        return new NginxReport
        {
            Version = root.Text("version"),
            Running = running,
            Release = root.Text("release"),
            ReleaseServed = root.Flag("releaseServed"),
            Workers = workers is { } w
                ? new NginxApiWorkers(w.Count("current") ?? 0, w.Count("old") ?? 0, w.Count("oldGenerations") ?? 0, w.Count("maxOldGenerations") ?? 0)
                : null,
            LastReload = last is { } reload && reload.Time("at") is { } at
                ? new NginxApiLastReload(at, reload.Text("outcome") == "Reloaded", reload.Text("error") is { } error ? NginxWords.Cut(error) : null, reload.Milliseconds("durationMs"))
                : null,
            LastOutcome = last?.Text("outcome"),
            LastCorrelation = last?.Text("correlationId"),
        };
    }
}
