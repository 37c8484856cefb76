using LyttleCluster.Core.Transport;

namespace LyttleCluster.Core.NginxApi;

/// <summary>Asks an nginx_api how it is: its health, its readiness, and whether it lets us in, with as few calls as that takes.</summary>
internal sealed class Prober(NginxApiChannel channel, DialectFinder finder)
{
    // Whether we are let in is asked until the answer was yes: every call is counted there.
    private volatile bool _isLetIn;

    public async Task<NginxApiProbe> ProbeAsync(TimeSpan silence, CancellationToken cancellationToken)
    {
        var look = await finder.LookAsync(silence, cancellationToken);
        var asked = look.Dialect.Generation == NginxApiGeneration.Agent
            ? AskAsync("/nginx", silence, cancellationToken)
            : AskWhetherLetInAsync(look.Dialect, silence, cancellationToken);
        var ready = look.Dialect.Can(NginxApiCapabilities.Readiness) ? await AskAsync("/ready", silence, cancellationToken) : null;
        return Put(look, ready, await asked);
    }

    /// <summary>Asks for a sign of life alone: one call, which needs no key.</summary>
    public async Task<NginxApiProbe> HearAsync(TimeSpan silence, CancellationToken cancellationToken) =>
        Put(await finder.LookAsync(silence, cancellationToken), null, null);

    private async Task<NginxApiAnswer?> AskAsync(string path, TimeSpan silence, CancellationToken cancellationToken) =>
        await channel.SendAsync(NginxApiCall.Get(path, silence), cancellationToken);

    private async Task<NginxApiAnswer?> AskWhetherLetInAsync(NginxApiDialect dialect, TimeSpan silence, CancellationToken cancellationToken)
    {
        if (_isLetIn || !dialect.CountsCalls) return null;
        var answer = await AskAsync("/auth/status", silence, cancellationToken);
        _isLetIn = answer!.IsSuccess;
        return answer;
    }

    private NginxApiProbe Put(HealthLook look, NginxApiAnswer? readyAnswer, NginxApiAnswer? asked)
    {
        var ready = readyAnswer is null ? null : ReadyReport.Parse(readyAnswer.Body);
        var nginx = look.Dialect.Generation == NginxApiGeneration.Agent && asked is { IsSuccess: true } ? NginxReport.Parse(asked.Body) : null;
        var (health, reason) = HealthRule.Judge(look.Answer.Status, look.Report, readyAnswer?.Status, ready, nginx);
        var now = channel.Time.GetUtcNow();
        var serverTime = ready?.Timestamp ?? look.Report?.Timestamp;
        return new NginxApiProbe
        {
            Dialect = look.Dialect,
            Health = health,
            Reason = reason,
            IsReady = readyAnswer is { Status: 200 or 503 } && ready is not null ? readyAnswer.Status == 200 && ready.Status == "ok" : null,
            Checks = [.. (ready?.Checks ?? []).Select(check => new NginxApiCheck(check.Name, check.Passed, HealthRule.Words(check)))],
            NginxVersion = nginx?.Version,
            NginxRunning = nginx?.Running ?? ready?.Master?.Passed,
            Release = nginx?.Release ?? ready?.ConfigApply?.StateDetails,
            ReleaseServed = nginx?.ReleaseServed,
            LastReload = nginx?.LastReload ?? LastReloadOf(ready?.ConfigApply),
            IsReloadUnsettled = nginx?.IsReloadUnsettled == true,
            Workers = nginx?.Workers,
            Latency = look.Answer.Latency,
            StartedAt = look.Report?.StartedAt ?? ready?.StartedAt,
            ServerTime = serverTime,
            ClockSkew = serverTime - now,
            Denied = asked is { Status: 401 or 403 } ? channel.Refused(asked) : null,
            LimitedUntil = LimitOf([look.Answer, readyAnswer, asked]) is { } wait ? now + wait : null,
        };
    }

    private static TimeSpan? LimitOf(NginxApiAnswer?[] answers)
    {
        var limited = answers.Where(answer => answer?.Status == 429).Select(answer => answer!.Limits.RetryAfter ?? TimeSpan.FromSeconds(1)).ToList();
        return limited.Count > 0 ? limited.Max() : null;
    }

    internal static NginxApiLastReload? LastReloadOf(ReadyCheck? apply) =>
        apply?.LastAttemptAt is { } at
            ? new NginxApiLastReload(at, apply.LastError is null, apply.LastError is { } error ? NginxWords.Cut(error) : null, null)
            : null;
}

/// <summary>What health means, over all generations. Pure.</summary>
internal static class HealthRule
{
    public static (EndpointHealth Health, string? Reason) Judge(int healthStatus, HealthReport? health, int? readyStatus, ReadyReport? ready, NginxReport? nginx)
    {
        if (health is not null && (healthStatus >= 500 || health.Status != "ok"))
        {
            return (EndpointHealth.Unhealthy, $"it says that it is not well: {ErrorText.Printable(health.Lifecycle ?? health.Status)}");
        }

        if (nginx?.Running == false) return (EndpointHealth.Unhealthy, "nginx does not run");
        var failed = (ready?.Checks ?? []).Where(check => !check.Passed).ToList();
        var reason = failed.Count > 0 ? string.Join("; ", failed.Select(check => $"{ErrorText.Printable(check.Name)}: {Words(check) ?? "error"}")) : null;
        if (ready?.Master?.Passed == false) return (EndpointHealth.Unhealthy, reason);
        if (reason is not null) return (EndpointHealth.Warning, reason);
        if (ready is not null && ready.Status != "ok") return (EndpointHealth.Warning, $"it says that it is {ErrorText.Printable(ready.Status)}");
        if (readyStatus >= 500) return (EndpointHealth.Warning, $"its readiness answers {readyStatus}");
        return ready is null && health is null ? (EndpointHealth.Unknown, null) : (EndpointHealth.Healthy, null);
    }

    /// <summary>What a check says, most telling first; one line.</summary>
    public static string? Words(ReadyCheck check) =>
        (check.Passed ? check.Detail : check.LastError is { } error ? NginxWords.Cut(error) : check.Detail) is { Length: > 0 } words ? ErrorText.Printable(words) : null;
}
