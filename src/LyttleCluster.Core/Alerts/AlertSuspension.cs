using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Alerts;

/// <summary>What is to be kept quiet, and until when: a document of its own for each rule and object, or pattern of them.</summary>
internal sealed record AlertSuspension
{
    /// <summary>The kind of these documents; the name is made of rule and target.</summary>
    public const string Kind = "alert-suspension";

    /// <summary>The rule; a wildcard may mean several.</summary>
    public required string Rule { get; init; }

    /// <summary>The object; a wildcard may mean several.</summary>
    public required string Target { get; init; }

    public required DateTimeOffset Until { get; init; }

    public string? Reason { get; init; }

    public DocumentKey KeyOf() => KeyOf(Rule, Target);

    // Names of containers may hold anything and be long: a document's name may not.
    public static DocumentKey KeyOf(string rule, string target) =>
        new(Kind, AlertEntry.IdOf(new AlertKey(rule.ToLowerInvariant(), target.ToLowerInvariant()), default));

    /// <summary>Whether it keeps that quiet.</summary>
    public bool Covers(string rule, string target, DateTimeOffset now) => now < Until && Wildcard.Matches(Rule, rule) && Wildcard.Matches(Target, target);
}
