namespace LyttleCluster.Core;

/// <summary>Asks for a manager to be started on this machine, as this user.</summary>
public sealed record ManagerStart
{
    /// <summary>The state file.</summary>
    public required string StatePath { get; init; }

    /// <summary>Where it listens, e.g. <c>http://127.0.0.1:6977</c>; null: its default.</summary>
    public string? Listen { get; init; }

    /// <summary>Where it writes its log; null: <c>state.manager.log</c> beside the state file.</summary>
    public string? LogPath { get; init; }

    /// <summary>Its certificate and chain (PEM).</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key of that certificate (PEM).</summary>
    public string? KeyPath { get; init; }

    /// <summary>The CA whose certificates may grant methods (PEM).</summary>
    public string? CACertificatePath { get; init; }

    /// <summary>The CA whose certificates only identify (PEM).</summary>
    public string? IdentityCACertificatePath { get; init; }

    /// <summary>The executable; null: the one that belongs to this module.</summary>
    public string? Program { get; init; }

    /// <summary>Whether it only watches, beside one that changes.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Whether to wait until it has looked at the nodes (<c>/readiness</c>), not only until it listens.</summary>
    public bool UntilReady { get; init; }

    /// <summary>How long to wait for that.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Asks for a manager to be stopped.</summary>
public sealed record ManagerStop
{
    /// <summary>Its state file.</summary>
    public required string StatePath { get; init; }

    /// <summary>Its process, where several work on that file; null: the one that changes it, else the only one.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How long to wait until what it began has come to its end.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Whether to end it when that is over.</summary>
    public bool Force { get; init; }
}
