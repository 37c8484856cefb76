namespace LyttleCluster.Service.Manager.Health;

/// <summary>
/// Whether the parts of the manager live. A part that works in rounds beats with every round, and is dead when it has been silent for too long;
/// one that knows what is wrong says so. <c>/healthz</c> and the heartbeat read it.
/// </summary>
internal sealed class HealthBook(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Part> _parts = new(StringComparer.Ordinal);

    /// <summary>The part lives, and will say so again within <paramref name="within"/>.</summary>
    /// <param name="part">Its name, e.g. <c>watch</c>: shown to everybody, so it names nothing of the cluster.</param>
    /// <param name="within">After how long a silence it is dead.</param>
    public void Beat(string part, TimeSpan within)
    {
        lock (_gate) _parts[part] = new Part(null, time.GetTimestamp(), within);
    }

    /// <summary>The part says itself how it is, until it says otherwise.</summary>
    /// <param name="part">Its name, as in <see cref="Beat"/>.</param>
    /// <param name="reason">What is wrong, in words that name nothing of the cluster; null: nothing.</param>
    public void Report(string part, string? reason)
    {
        lock (_gate)
        {
            // That it is well says nothing against the beats that are awaited of it.
            if (reason is null && _parts.TryGetValue(part, out var known) && known.Reason is null) return;
            _parts[part] = new Part(reason, 0, null);
        }
    }

    /// <summary>Every part, with what is wrong with it; null: nothing.</summary>
    public IReadOnlyList<(string Part, string? Reason)> Read()
    {
        lock (_gate) return [.. _parts.Select(pair => (pair.Key, ReasonOf(pair.Value)))];
    }

    private string? ReasonOf(Part part) =>
        part.Reason ?? (part.Within is { } within && time.GetElapsedTime(part.BeatAt) > within ? $"silent for {time.GetElapsedTime(part.BeatAt).TotalSeconds:0} s" : null);

    private sealed record Part(string? Reason, long BeatAt, TimeSpan? Within);
}
