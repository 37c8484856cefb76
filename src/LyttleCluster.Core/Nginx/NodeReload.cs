using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nginx;

/// <summary>
/// The safe reload of one node's nginx: well before? → configuration valid? → reload → taken? → well after → the page that is probed.
/// Whatever goes wrong, it is told as an outcome that holds what is known, with the reason beside it.
/// </summary>
internal sealed class NodeReload(NginxApiClient nginx, string node, Uri? proxy, ReloadNginx request, TimeProvider time)
{
    /// <summary>How long the questions before and after a reload may take; the reload itself has <see cref="NodeCall.Timeout"/>.</summary>
    private static readonly TimeSpan LookLimit = NodeCall.DefaultTimeout;

    private readonly long _started = time.GetTimestamp();

    public async Task<Answer<NginxReloadResult>> RunAsync(CancellationToken cancellationToken)
    {
        NginxApiReload? reload = null;
        try
        {
            if (!request.Force && await RefuseAsync(cancellationToken) is { } refusal) return Bad(NginxReloadOutcome.Failed, refusal, null);

            reload = await nginx.ReloadAsync(
                new NginxApiReloadCall { Deadline = request.Timeout, RetryCount = request.RetryCount, Force = request.Force }, cancellationToken);
            return await JudgeAsync(reload, cancellationToken);
        }
        catch (ClusterException failure)
        {
            return Bad(NginxReloadOutcome.Failed, failure, reload);
        }
    }

    /// <summary>Why it is not even tried; null when nothing speaks against it.</summary>
    private async Task<ClusterException?> RefuseAsync(CancellationToken cancellationToken)
    {
        var before = await nginx.ProbeAsync(LookLimit, cancellationToken);
        if (before.Denied is { } denied) return denied;
        // The configuration is tested by whoever reloads, right before it signals nginx: asked for here, it would be tested twice.
        return ReloadRule.WhyNot(before) is { } why ? NginxErrors.NotWell(node, why) : null;
    }

    private async Task<Answer<NginxReloadResult>> JudgeAsync(NginxApiReload reload, CancellationToken cancellationToken)
    {
        var words = reload.Error ?? "it does not say why";
        switch (reload.Outcome)
        {
            case NginxApiReloadOutcome.NotTaken:
                return Bad(NginxReloadOutcome.Failed, NginxErrors.NotTaken(node, words), reload);
            case NginxApiReloadOutcome.RolledBack:
                return Bad(NginxReloadOutcome.RolledBack, NginxErrors.RolledBack(node, words), reload);
            case NginxApiReloadOutcome.Failed:
                return Bad(NginxReloadOutcome.Failed, ReloadRule.ErrorOf(node, reload.Code, words), reload);
            case NginxApiReloadOutcome.Unknown:
                return Bad(NginxReloadOutcome.TimedOut, NginxErrors.Unknown(node, words), reload);
        }

        var after = await nginx.ProbeAsync(LookLimit, cancellationToken);
        if (ReloadRule.WhyNotWell(after) is { } why) return Bad(NginxReloadOutcome.Failed, NginxErrors.NotWellAfter(node, why), reload);
        if (await ProbeAsync(cancellationToken) is { } failure) return Bad(NginxReloadOutcome.Failed, failure, reload);
        return ResultOf(NginxReloadOutcome.Reloaded, reload) with
        {
            Release = reload.Release ?? after.Release,
            Reason = reload.IsProven ? null : "its nginx_api says so; it cannot prove that nginx took it",
        };
    }

    private async Task<ClusterException?> ProbeAsync(CancellationToken cancellationToken)
    {
        if (request.Probe is not { } page) return null;
        return await SiteProbe.AskAsync(page, proxy, LookLimit, cancellationToken) is { } why ? NginxErrors.ProbeFailed(node, page, why) : null;
    }

    private Answer<NginxReloadResult> Bad(NginxReloadOutcome outcome, ClusterException failure, NginxApiReload? reload) =>
        Answer.Failed(ResultOf(outcome, reload) with { Reason = failure.Message }, failure);

    private NginxReloadResult ResultOf(NginxReloadOutcome outcome, NginxApiReload? reload) => new()
    {
        Node = node,
        Outcome = outcome,
        Verified = reload is { Outcome: NginxApiReloadOutcome.Reloaded, IsProven: true },
        Attempts = reload?.Attempts ?? 0,
        Duration = time.GetElapsedTime(_started),
        Release = reload?.Release,
        LogTail = [.. reload?.Log ?? []],
    };
}
