namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>How one reload ended, and what nginx said meanwhile.</summary>
internal sealed record ReloadReport
{
    /// <summary>How it ended.</summary>
    public required ReloadOutcome Outcome { get; init; }

    /// <summary>The release id that serves after a reload that was taken; else null.</summary>
    public string? Release { get; init; }

    /// <summary>From its turn to its end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>nginx's own words, or ours where it said nothing; null after <see cref="ReloadOutcome.Reloaded"/>.</summary>
    public string? Error { get; init; }

    /// <summary>The lines the error log gained meanwhile.</summary>
    public required IReadOnlyList<string> Log { get; init; }

    /// <summary>After a failure: whether the files are as before and nginx serves what it served before.</summary>
    public bool PutBack { get; init; }
}
