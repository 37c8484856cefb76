using System.Collections.Immutable;

namespace LyttleCluster.Core.Alerts;

/// <summary>
/// Decides what is an alert and who is told what, from what was known, what is so now, and the time: a pure function, so every rule of
/// patience is tested without waiting.
/// </summary>
internal static class AlertEngine
{
    /// <summary>More comings than this within <see cref="FlapWindow"/> are one alert that flaps.</summary>
    public const int FlapLimit = 5;

    /// <summary>So many are kept at most; what comes beyond them is counted in one.</summary>
    public const int MostEntries = 2_000;

    /// <summary>So many that are over are kept for the list.</summary>
    public const int MostPast = 500;

    /// <summary>Who says what is so of the cluster as a whole.</summary>
    public const string ClusterSource = "cluster";

    public static readonly TimeSpan FlapWindow = TimeSpan.FromHours(1);

    /// <summary>How long one that flaps must rest, either way.</summary>
    public static readonly TimeSpan FlapRest = TimeSpan.FromMinutes(20);

    /// <summary>After the first word; then once a day.</summary>
    public static readonly TimeSpan FirstReminder = TimeSpan.FromHours(4);

    public static readonly TimeSpan NextReminders = TimeSpan.FromHours(24);

    private static readonly TimeSpan PastAge = TimeSpan.FromHours(24);

    /// <summary>Nothing new can be known of these while their node does not answer.</summary>
    private static readonly HashSet<string> GoesWithNode =
    [
        AlertRules.NodeDegraded.Name, AlertRules.NodeClockSkew.Name, AlertRules.DiskFull.Name,
        AlertRules.ContainerDied.Name, AlertRules.ContainerUnhealthy.Name, AlertRules.ContainerRestarting.Name,
    ];

    /// <summary>One step.</summary>
    /// <param name="book">What was known.</param>
    /// <param name="seen">What is so.</param>
    /// <param name="now">When.</param>
    public static AlertStep Next(AlertBook book, AlertObservation seen, DateTimeOffset now)
    {
        var holding = Holding(book, seen, now);
        var entries = book.Entries.ToBuilder();
        var past = book.Past;
        var notices = new List<AlertNotice>();
        foreach (var key in book.Entries.Keys.Concat(holding.Keys.Where(key => !book.Entries.ContainsKey(key))))
        {
            var before = Straight(book.Entries.GetValueOrDefault(key), now);
            var isHeld = holding.TryGetValue(key, out var held);
            if (!isHeld && before is { IsOpen: true, ClearedAt: null } && !IsKnown(before.Source, seen)) continue;
            if (!isHeld && before is { IsOpen: true } && IsFrozen(before, holding)) continue;
            var after = isHeld ? Hold(Come(before, held.Source, held.Condition, seen, now), holding, seen, notices, now) : Rest(before!, seen, notices, now);
            if (before is { IsOpen: true } && after is { IsOpen: false, ToldAt: not null }) past = past.Insert(0, after.ToModel());
            if (after is null) entries.Remove(key);
            else if (!ReferenceEquals(after, book.Entries.GetValueOrDefault(key))) entries[key] = after;
        }

        var next = new AlertBook(entries.ToImmutable(), Trim(past, now));
        return new AlertStep(next, Order(notices), !ReferenceEquals(next.Entries, book.Entries) || !ReferenceEquals(next.Past, book.Past));
    }

    private static bool IsKnown(string source, AlertObservation seen) => source == ClusterSource || seen.IsKnown(source);

    private static Dictionary<AlertKey, (string Source, AlertCondition Condition)> Holding(AlertBook book, AlertObservation seen, DateTimeOffset now)
    {
        var holding = new Dictionary<AlertKey, (string, AlertCondition)>();
        var room = MostEntries - book.Entries.Count;
        var left = 0;
        foreach (var (source, condition) in seen.Holding)
        {
            if (book.Entries.ContainsKey(condition.Key) || holding.ContainsKey(condition.Key) || room-- > 0) holding[condition.Key] = (source, condition);
            else left++;
        }

        if (left > 0) Add(TooMany());
        if (MassFailure.Find(book, seen, now) is { } mass) Add(mass);
        return holding;

        void Add(AlertCondition condition) => holding[condition.Key] = (ClusterSource, condition);
    }

    /// <summary>It is so: since now, again, or still.</summary>
    private static AlertEntry Come(AlertEntry? before, string source, AlertCondition condition, AlertObservation seen, DateTimeOffset now)
    {
        if (before is { IsOpen: true, ClearedAt: null }) return before.Condition.IsSame(condition) && before.Source == source ? before : before with { Condition = condition, Source = source };

        // What we cause ourselves is no sign of something that comes and goes.
        var isOurs = seen.Changes.Any(change => change.Explains(condition, now, now));
        var comings = Recent(before?.Comings ?? [], now).Concat(isOurs ? [] : [now]).TakeLast(4 * FlapLimit).ToArray();
        var entry = before is { IsOpen: true }
            ? before with { Condition = condition, Source = source, ClearedAt = null, Comings = comings }
            : new AlertEntry { Id = AlertEntry.IdOf(condition.Key, now), Condition = condition, Source = source, Since = now, Comings = comings };
        var flaps = !isOurs && comings.Length > FlapLimit && entry.State != AlertState.Flapping;
        return flaps ? entry with { State = AlertState.Flapping, IsFlapTold = false } : entry;
    }

    private static AlertEntry Hold(
        AlertEntry entry, Dictionary<AlertKey, (string Source, AlertCondition Condition)> holding, AlertObservation seen, List<AlertNotice> notices, DateTimeOffset now)
    {
        if (IsQuiet(entry, seen, now, out var until))
            return entry.State == AlertState.Suspended && entry.SuspendedUntil == until ? entry : entry with { State = AlertState.Suspended, SuspendedUntil = until };

        var rule = AlertRules.Of(entry.Condition.Rule);
        if (entry.State == AlertState.Suspended) entry = entry with { State = entry.ToldAt is null ? AlertState.Pending : AlertState.Active, SuspendedUntil = null };
        if (entry.State == AlertState.Active) return Remind(entry, rule, notices, now);
        if (IsCovered(entry, holding) || entry.IsExplained) return entry;
        if (seen.Changes.Any(change => change.Explains(entry.Condition, entry.Since, now)))
            return entry.Condition.Rule == AlertRules.ContainerDied.Name ? entry with { IsExplained = true } : entry;
        if (entry.State == AlertState.Flapping) return Flap(entry, notices, now);
        return now - entry.Since < rule.Debounce ? entry : Told(entry with { State = AlertState.Active }, AlertNoticeKind.Began, notices, now);
    }

    /// <summary>It comes and goes: told once, and once more when it rests in being so.</summary>
    private static AlertEntry Flap(AlertEntry entry, List<AlertNotice> notices, DateTimeOffset now)
    {
        if (!entry.IsFlapTold) return Told(entry with { IsFlapTold = true }, AlertNoticeKind.Flapping, notices, now);
        return now - entry.Comings[^1] < FlapRest ? entry : Told(entry with { State = AlertState.Active, Reminders = 0 }, AlertNoticeKind.Began, notices, now);
    }

    private static AlertEntry Remind(AlertEntry entry, AlertRule rule, List<AlertNotice> notices, DateTimeOffset now)
    {
        if (entry.Condition.Stage > entry.ToldStage) return Told(entry, AlertNoticeKind.Worsened, notices, now);
        var isDue = rule.Reminds && now - entry.ToldAt >= (entry.Reminders == 0 ? FirstReminder : NextReminders);
        return isDue ? Told(entry with { Reminders = entry.Reminders + 1 }, AlertNoticeKind.Reminder, notices, now) : entry;
    }

    /// <summary>It is not so: for a moment, or over; null: nothing need be remembered of it.</summary>
    private static AlertEntry? Rest(AlertEntry entry, AlertObservation seen, List<AlertNotice> notices, DateTimeOffset now)
    {
        if (!entry.IsOpen) return entry.Comings.Count > 0 && now - entry.Comings[^1] < FlapWindow ? entry : null;
        var rule = AlertRules.Of(entry.Condition.Rule);
        var cleared = entry.ClearedAt ?? now;
        if (now - cleared < (entry.State == AlertState.Flapping ? FlapRest : rule.Rest)) return entry.ClearedAt is null ? entry with { ClearedAt = cleared } : entry;

        var isTold = entry.ToldAt is not null && !rule.IsMoment && entry.State != AlertState.Suspended && !IsQuiet(entry, seen, now, out _);
        var over = entry with { State = AlertState.Resolved, ClearedAt = cleared, EndedAt = cleared };
        if (isTold) notices.Add(NoticeOf(over, AlertNoticeKind.Resolved, now));
        return over;
    }

    /// <summary>Whether nobody is to be told: an operator keeps it quiet, or took its node out of use.</summary>
    private static bool IsQuiet(AlertEntry entry, AlertObservation seen, DateTimeOffset now, out DateTimeOffset? until)
    {
        until = seen.Suspensions.Where(suspension => suspension.Covers(entry.Condition.Rule, entry.Condition.Target, now)).Max(suspension => (DateTimeOffset?)suspension.Until);
        return until is not null || (entry.Condition.Node is { } node && seen.SuspendedNodes.Contains(node));
    }

    /// <summary>Whether something larger that is so tells it all: one word is enough.</summary>
    private static bool IsCovered(AlertEntry entry, Dictionary<AlertKey, (string Source, AlertCondition Condition)> holding)
    {
        var (rule, target) = entry.Key;
        if (rule == AlertRules.NodeUnreachable.Name) return holding.ContainsKey(MassFailure.Key);
        if (rule == AlertRules.CertificateExpiring.Name && holding.ContainsKey(new AlertKey(AlertRules.CertificateExpired.Name, target))) return true;
        if (rule == AlertRules.ContainerDied.Name && holding.ContainsKey(new AlertKey(AlertRules.ContainerRestarting.Name, target))) return true;
        if (rule == AlertRules.ContainerUnhealthy.Name && holding.ContainsKey(new AlertKey(AlertRules.ContainerRestarting.Name, target))) return true;
        return GoesWithNode.Contains(rule) && entry.Condition.Node is { } node && holding.ContainsKey(new AlertKey(AlertRules.NodeUnreachable.Name, $"node/{node}"));
    }

    /// <summary>Whether it cannot be known to be over while something larger is so: nobody is told that a node is well again because it has gone.</summary>
    private static bool IsFrozen(AlertEntry entry, Dictionary<AlertKey, (string Source, AlertCondition Condition)> holding) =>
        entry.Key.Rule != AlertRules.NodeUnreachable.Name && IsCovered(entry, holding);

    private static AlertEntry Told(AlertEntry entry, AlertNoticeKind kind, List<AlertNotice> notices, DateTimeOffset now)
    {
        notices.Add(NoticeOf(entry, kind, now));
        return entry with { ToldAt = now, ToldStage = entry.Condition.Stage };
    }

    private static AlertNotice NoticeOf(AlertEntry entry, AlertNoticeKind kind, DateTimeOffset now) =>
        new() { Kind = kind, Alert = entry.ToModel(), Owners = entry.Condition.Owners, At = now };

    /// <summary>A clock that was set back must not make anything wait for the old future.</summary>
    private static AlertEntry? Straight(AlertEntry? entry, DateTimeOffset now)
    {
        if (entry is null || (entry.Since <= now && !(entry.ClearedAt > now) && !(entry.ToldAt > now) && !entry.Comings.Any(coming => coming > now))) return entry;
        return entry with
        {
            Since = Earlier(entry.Since, now),
            ClearedAt = entry.ClearedAt is { } cleared ? Earlier(cleared, now) : null,
            EndedAt = entry.EndedAt is { } ended ? Earlier(ended, now) : null,
            ToldAt = entry.ToldAt is { } told ? Earlier(told, now) : null,
            Comings = [.. entry.Comings.Select(coming => Earlier(coming, now))],
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static IEnumerable<DateTimeOffset> Recent(IReadOnlyList<DateTimeOffset> comings, DateTimeOffset now) => comings.Where(coming => now - coming < FlapWindow);

    private static ImmutableList<ClusterAlert> Trim(ImmutableList<ClusterAlert> past, DateTimeOffset now)
    {
        if (past.Count > MostPast) past = past.RemoveRange(MostPast, past.Count - MostPast);
        return past.Count > 0 && past.Exists(alert => now - alert.EndedAt > PastAge) ? past.RemoveAll(alert => now - alert.EndedAt > PastAge) : past;
    }

    private static List<AlertNotice> Order(List<AlertNotice> notices) =>
        [.. notices.OrderByDescending(notice => notice.Alert.Severity).ThenBy(notice => notice.Alert.Target, StringComparer.Ordinal)];

    private static AlertCondition TooMany() => new()
    {
        Rule = AlertRules.TooManyAlerts.Name,
        Target = ClusterSource,
        Summary = $"More is wrong than the {MostEntries} alerts that are kept.",
        Remedy = "Get-ClusterAlert lists those that are kept; look for what they have in common.",
    };
}
