using System.Runtime.CompilerServices;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Core.Text;

namespace LyttleCluster.Core.Alerts;

/// <summary>What is wrong for longer than a moment: from memory where this process watches, else as the manager wrote it.</summary>
internal sealed class AlertService(AlertBoard board, AlertStore store, AlertSuspensions suspensions, NodeRegistry registry, TimeProvider time) : IAlerts
{
    /// <summary>A manager writes at least this often, however quiet it is.</summary>
    public static readonly TimeSpan SavedEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Silence = 3 * SavedEvery;

    public async IAsyncEnumerable<Answer<ClusterAlert>> GetAsync(AlertQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var nodes = request.Nodes.Count == 0 ? null : await registry.SelectAsync(request.Nodes, cancellationToken);
        foreach (var failure in nodes?.Failures ?? []) yield return failure;
        foreach (var rule in request.Rules.Where(rule => !Wildcard.IsPattern(rule) && !AlertRules.All.Any(known => Wildcard.Matches(rule, known.Name)))) yield return AlertErrors.RuleUnknown(rule);
        var (alerts, warning) = await KnownAsync(cancellationToken);
        if (warning is not null) yield return warning;
        foreach (var alert in alerts)
        {
            var isOfNode = nodes is null || nodes.Nodes.Any(node => string.Equals(node.Name, alert.Node, StringComparison.OrdinalIgnoreCase));
            var isInState = request.State.Count == 0 ? alert.State != AlertState.Resolved : request.State.Contains(alert.State);
            if (isOfNode && isInState && Wildcard.MatchesAny(request.Rules, alert.Rule)) yield return alert;
        }
    }

    /// <summary>All that is known, with what is kept quiet; and what the reader should know of it.</summary>
    public async Task<(IReadOnlyList<ClusterAlert> Alerts, ClusterWarning? Warning)> KnownAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var quiet = (await suspensions.ListAsync(cancellationToken)).Select(stored => stored.Document).ToList();
        if (board.Live is { } live) return ([.. AlertSuspensions.Apply(live, quiet, now)], null);
        if (await store.ReadAsync(cancellationToken) is not { } saved) return ([], AlertErrors.NeverWatched());
        return ([.. AlertSuspensions.Apply(saved.Book.Alerts, quiet, now)], now - saved.At > Silence ? AlertErrors.NotWatched(saved.At) : null);
    }
}
