using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Alerts;

/// <summary>Which domains the nodes do not have as they are wanted.</summary>
internal static class DomainSigns
{
    public const string Source = "domains";

    public static IReadOnlyList<AlertCondition> Of(IEnumerable<ClusterDomain> domains) => [.. domains.Select(Of).OfType<AlertCondition>()];

    private static AlertCondition? Of(ClusterDomain domain) => domain.Sync switch
    {
        DomainSync.Drifted => Make(domain, AlertRules.DomainDrifted, EventSeverity.Warning, "was changed by somebody else"),
        DomainSync.Failed => Make(domain, AlertRules.DomainFailed, EventSeverity.Error, "could not be published"),
        _ => null,
    };

    private static AlertCondition Make(ClusterDomain domain, AlertRule rule, EventSeverity severity, string what)
    {
        var bad = domain.States.Where(state => state.Sync == domain.Sync).ToList();
        return new AlertCondition
        {
            Rule = rule.Name,
            Target = $"domain/{domain.AsciiName}",
            Severity = severity,
            Summary = $"Domain {Printable.Line(domain.Name)} {what} on {string.Join(", ", bad.Take(5).Select(state => state.Node))}{(bad.Count > 5 ? $" and {bad.Count - 5} more" : "")}{(bad.FirstOrDefault()?.Reason is { } reason ? $": {Printable.Line(reason)}" : ".")}",
            Remedy = $"Compare-ClusterDomain {domain.AsciiName} shows the differences; Publish-ClusterDomain {domain.AsciiName} brings it there again.",
        };
    }
}
