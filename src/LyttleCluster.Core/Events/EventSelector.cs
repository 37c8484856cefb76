using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Events;

/// <summary>Which events a request means.</summary>
internal static class EventSelector
{
    /// <summary>The execs of health checks (Debug) are shown only to those who ask.</summary>
    private static readonly EventSeverity[] WorthSeeing = [EventSeverity.Information, EventSeverity.Warning, EventSeverity.Error];

    public static IReadOnlyList<EventSeverity> SeveritiesOf(EventCall request) => request.Severity.Count == 0 ? WorthSeeing : request.Severity;

    /// <summary>Whether a past event is meant, its time included.</summary>
    public static bool IsMeant(EventQuery request, ClusterEvent item) =>
        IsMeant((EventCall)request, item) && !(item.Timestamp < request.Since) && !(item.Timestamp >= request.Until);

    public static bool IsMeant(EventCall request, ClusterEvent item) =>
        SeveritiesOf(request).Contains(item.Severity) && Wildcard.MatchesAny(request.Type, item.Type);
}
