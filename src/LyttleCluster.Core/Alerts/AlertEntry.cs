using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace LyttleCluster.Core.Alerts;

/// <summary>What is remembered of one condition: since when, who was told, how often it came.</summary>
internal sealed record AlertEntry
{
    /// <summary>Stays the same until it is over. Made of what it is about and when it began, so a manager that starts again gives the same one.</summary>
    public required string Id { get; init; }

    /// <summary>As it was last seen.</summary>
    public required AlertCondition Condition { get; init; }

    /// <summary>Who looks at it, e.g. <c>node/web1</c>: only they can say that it is over.</summary>
    public required string Source { get; init; }

    public AlertState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when it is not so any more; null while it is.</summary>
    public DateTimeOffset? ClearedAt { get; init; }

    /// <summary>When it was over; null while it is not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When somebody was last told; null: nobody was.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>How often somebody was reminded.</summary>
    public int Reminders { get; init; }

    /// <summary>The stage that was last told.</summary>
    public int ToldStage { get; init; }

    /// <summary>Whether a change of ours explains it for as long as it lasts.</summary>
    public bool IsExplained { get; init; }

    /// <summary>Whether somebody was told that it flaps.</summary>
    public bool IsFlapTold { get; init; }

    /// <summary>Until when it is kept quiet; null: it is not, or without an end.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>When it came within the last hour, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Comings { get; init; } = [];

    [JsonIgnore]
    public AlertKey Key => Condition.Key;

    [JsonIgnore]
    public bool IsOpen => EndedAt is null;

    public ClusterAlert ToModel() => new()
    {
        Id = Id,
        Rule = Condition.Rule,
        Severity = Condition.Severity,
        Target = Condition.Target,
        Node = Condition.Node,
        State = State,
        Summary = Condition.Summary,
        Remedy = Condition.Remedy,
        Since = Since,
        EndedAt = EndedAt,
        SuspendedUntil = State == AlertState.Suspended ? SuspendedUntil : null,
        Count = Math.Max(1, Comings.Count),
    };

    public static string IdOf(AlertKey key, DateTimeOffset since) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Rule} {key.Target} {since.UtcTicks}")))[..32];
}
