using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Core.NginxApi;

/// <summary>Many changes of an agent's entries as one: all of them are live together, or none is.</summary>
internal sealed record NginxApiReleaseCall
{
    /// <summary>Entries to make or to change, normalised.</summary>
    public IReadOnlyList<NginxApiReleaseSet> Set { get; init; } = [];

    /// <summary>Entries to take away.</summary>
    public IReadOnlyList<NginxApiReleaseRemove> Remove { get; init; } = [];

    /// <summary>Only when all entries together are still in this state (<see cref="NginxApiEntries.SetETag"/>); null: whatever the others are.</summary>
    public string? SetETag { get; init; }

    /// <summary>Tests it, and leaves everything as it is.</summary>
    public bool DryRun { get; init; }

    /// <summary>With <see cref="DryRun"/>: the node also tries to connect to each upstream.</summary>
    public bool TestUpstreams { get; init; }

    /// <summary>How long all of it may take, with looking up a lost answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Under which the release is found again; one is made unless set.</summary>
    public string? CorrelationId { get; init; }
}

/// <summary>One entry to make or to change.</summary>
/// <param name="Entry">As it is to be.</param>
/// <param name="Id">The entry to change; null: a new one.</param>
/// <param name="IfMatch">Only when it is still in this state; null: whatever it is.</param>
internal sealed record NginxApiReleaseSet(NginxEntry Entry, int? Id = null, string? IfMatch = null);

/// <summary>One entry to take away.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IfMatch">Only when it is still in this state; null: whatever it is.</param>
internal sealed record NginxApiReleaseRemove(int Id, string? IfMatch = null);
