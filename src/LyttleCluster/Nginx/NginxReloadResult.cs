namespace LyttleCluster;

/// <summary>What a reload did to one node's nginx.</summary>
public sealed record NginxReloadResult
{
    /// <summary>The node.</summary>
    public required string Node { get; init; }

    /// <summary>How it ended.</summary>
    public required NginxReloadOutcome Outcome { get; init; }

    /// <summary>Whether it was proved that nginx serves with the new configuration: by its new workers, or by the release that it answers with.</summary>
    public bool Verified { get; init; }

    /// <summary>How many times a reload was asked for; 0 when none was.</summary>
    public int Attempts { get; init; }

    /// <summary>How long it took, checks included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The release that nginx runs now; null where its nginx_api does not name one.</summary>
    public string? Release { get; init; }

    /// <summary>Why it is not Reloaded, or what could not be proved; null when all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>The lines that nginx wrote to its error log meanwhile, where its nginx_api gives them.</summary>
    public string[] LogTail { get; init; } = [];
}
