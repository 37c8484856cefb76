using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>What makes an nginx ready, from one look at it.</summary>
internal static class NginxChecks
{
    public static IReadOnlyList<CheckBody> Of(NginxState state, IReadOnlyList<CertificateFile> certificates, DateTimeOffset now) =>
        [Master(state, now), ConfigApply(state, now), Workers(state, now), Certificates(certificates, now)];

    private static CheckBody Master(NginxState state, DateTimeOffset now) =>
        Check("nginx_master", state.Running, state.Running ? "nginx is running" : "nginx is not running", now) with { Pid = state.MasterPid };

    /// <summary>In error after a reload that failed or was not taken, until one is taken: what the files say is then not what is served.</summary>
    private static CheckBody ConfigApply(NginxState state, DateTimeOffset now)
    {
        var bad = state.LastReload is { Outcome: not ReloadOutcome.Reloaded } last ? last : null;
        return Check("config_apply", bad is null, bad is null ? "the last reload was taken, or there was none" : $"the last reload was not taken: {bad.Outcome}", now) with
        {
            LastAttemptAt = state.LastReload?.At,
            LastError = bad?.Error,
            StateDetails = state.Release,
        };
    }

    private static CheckBody Workers(NginxState state, DateTimeOffset now)
    {
        var workers = state.Workers;
        var details = $"{workers.Current} workers; {workers.Old} of {workers.OldGenerations} earlier generations finish their connections (at most {workers.MaxOldGenerations} generations)";
        return Check("workers", workers.OldGenerations <= workers.MaxOldGenerations, details, now);
    }

    /// <summary>Says what there is. It is never in error: an old certificate is no reason to keep a domain from its new one.</summary>
    private static CheckBody Certificates(IReadOnlyList<CertificateFile> certificates, DateTimeOffset now) => Check("certificates", true, certificates switch
    {
        [] => "there are no certificates",
        [var first, ..] => $"{certificates.Count} certificates; the first to end is {first.File}, {first.DaysLeft(now)} days from now",
    }, now);

    private static CheckBody Check(string name, bool good, string details, DateTimeOffset now) => new(name, Health.Word(good), details, now);
}
