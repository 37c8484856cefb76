using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Operations;

/// <summary>Reloads nginx, and counts and logs how it ended, whoever asked.</summary>
internal sealed class Reloader(INginxControl nginx, Counters counters, ServiceLog log)
{
    public async Task<ReloadReport> ReloadAsync(bool force, string subject, string correlationId, CancellationToken cancellationToken)
    {
        var report = await nginx.ReloadAsync(force, cancellationToken);
        counters.Reloaded(report.Outcome);
        if (report.Outcome == ReloadOutcome.Reloaded)
            log.Info("nginx was reloaded.", ("release", report.Release), ("durationMs", (long)report.Duration.TotalMilliseconds), ("caller", subject), ("correlationId", correlationId));
        else
            log.Error($"nginx was not reloaded: {report.Error}", ("code", report.Outcome), ("caller", subject), ("correlationId", correlationId));
        return report;
    }
}
