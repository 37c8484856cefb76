using LyttleCluster.Core.Operations;
using LyttleCluster.Core.State;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Alerts;

/// <summary>Keeps alerts quiet until a time, or ends that: one document for each rule and object that was named.</summary>
internal sealed class SuspendAlertHandler(AlertSuspensions suspensions, AlertService alerts, TimeProvider time) : IDocumentChange<ClusterAlert>
{
    public const int MostAtOnce = 1_000;

    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    private static readonly string[] Any = ["*"];

    public Type RequestType => typeof(SuspendAlert);

    public async Task<ChangePlan<ClusterAlert>> PlanAsync(ChangeRequest<ClusterAlert> request, CancellationToken cancellationToken)
    {
        var wanted = (SuspendAlert)request;
        var failures = wanted.Rules.Where(IsUnknown).Select(AlertErrors.RuleUnknown).ToList();
        var pairs = (
            from rule in wanted.Rules.Count == 0 ? Any : wanted.Rules.Where(rule => !IsUnknown(rule)).Distinct(StringComparer.OrdinalIgnoreCase)
            from target in wanted.Targets.Count == 0 ? Any : wanted.Targets.Distinct(StringComparer.OrdinalIgnoreCase)
            select (Rule: rule, Target: target)).ToList();
        if (pairs.Count > MostAtOnce) throw AlertErrors.TooMany(pairs.Count);

        var now = time.GetUtcNow();
        var stored = await suspensions.ListAsync(cancellationToken);
        if (wanted.Until is not { } until) return End(wanted, pairs, [.. stored.Where(one => one.Document.Until > now)], failures);
        if (until <= now || until > now + Longest) throw AlertErrors.UntilInvalid(until);

        var changes = pairs.Select(pair =>
        {
            var after = new AlertSuspension { Rule = pair.Rule, Target = pair.Target, Until = until.ToUniversalTime(), Reason = wanted.Reason };
            var before = stored.FirstOrDefault(one => one.Key == after.KeyOf());
            return Plan("Suspend", before, after, now);
        });
        return new ChangePlan<ClusterAlert> { Request = wanted, Changes = [.. changes], Failures = failures };
    }

    public IReadOnlyList<StateWrite> WritesOf(PlannedChange change)
    {
        var work = (Work)change.Work!;
        return [work.After is { } after ? DocumentWrite.Put(after.KeyOf(), work.Before?.Revision ?? 0, after, StateJson.Default.AlertSuspension) : StateWrite.Delete(work.Before!.Key, work.Before.Revision)];
    }

    public ValueTask<ClusterException> RefusalOfAsync(PlannedChange change, DocumentKey moved, CancellationToken cancellationToken) =>
        ValueTask.FromResult(OperationErrors.PlanOutdated(change.Target));

    /// <summary>The alert itself, where one alone is meant; else one that stands for all that are meant.</summary>
    public async ValueTask<ClusterAlert> ResultOfAsync(ChangeRequest<ClusterAlert> request, PlannedChange change, CancellationToken cancellationToken)
    {
        var work = (Work)change.Work!;
        var meant = (work.After ?? work.Before!.Document)!;
        var known = (await alerts.KnownAsync(cancellationToken)).Alerts
            .Where(alert => alert.State != AlertState.Resolved && Wildcard.Matches(meant.Rule, alert.Rule) && Wildcard.Matches(meant.Target, alert.Target)).Take(2).ToList();
        return known is [var only] ? only : new ClusterAlert
        {
            Id = meant.KeyOf().Name,
            Rule = meant.Rule,
            Target = meant.Target,
            Severity = EventSeverity.Information,
            State = work.After is null ? AlertState.Resolved : AlertState.Suspended,
            Summary = work.After is null ? $"{meant.Target} is told of again." : $"{meant.Target} is kept quiet{(meant.Reason is { } reason ? $": {reason}" : ".")}",
            Since = time.GetUtcNow(),
            EndedAt = work.After is null ? time.GetUtcNow() : null,
            SuspendedUntil = work.After?.Until,
            Count = 0,
        };
    }

    /// <summary>Every suspension that keeps quiet what was named, also a broader one: whoever ends it sees which.</summary>
    private static ChangePlan<ClusterAlert> End(SuspendAlert wanted, List<(string Rule, string Target)> pairs, List<StoredSuspension> stored, List<ClusterException> failures)
    {
        var ended = stored.Where(one => pairs.Any(pair => Meets(pair.Rule, one.Document.Rule) && Meets(pair.Target, one.Document.Target))).ToList();
        failures.AddRange(pairs
            .Where(pair => pair != (Any[0], Any[0]) && !stored.Any(one => Meets(pair.Rule, one.Document.Rule) && Meets(pair.Target, one.Document.Target)))
            .Select(pair => AlertErrors.NotSuspended($"{pair.Rule} {pair.Target}")));
        return new ChangePlan<ClusterAlert> { Request = wanted, Changes = [.. ended.Select(one => Plan("Tell again", one, null, default))], Failures = failures };
    }

    private static PlannedChange Plan(string action, StoredSuspension? before, AlertSuspension? after, DateTimeOffset now)
    {
        var meant = after ?? before!.Document;
        return new PlannedChange
        {
            Target = $"alert/{meant.Rule} {meant.Target}",
            Action = action,
            Before = before is null || before.Document.Until <= now ? null : Words(before.Document),
            After = after is null ? null : Words(after),
            Reversible = true,
            BoundTo = $"{before?.Revision ?? 0}",
            Work = new Work(before, after),
        };
    }

    private static string Words(AlertSuspension suspension) => $"quiet until {suspension.Until:u}{(suspension.Reason is { } reason ? $" ({reason})" : "")}";

    private static bool IsUnknown(string rule) => !Wildcard.IsPattern(rule) && !AlertRules.All.Any(known => IsSame(known.Name, rule));

    private static bool Meets(string one, string other) => IsSame(one, other) || Wildcard.Matches(one, other) || Wildcard.Matches(other, one);

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private sealed record Work(StoredSuspension? Before, AlertSuspension? After);
}
