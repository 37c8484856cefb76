using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /health and GET /ready, for whatever watches the host: no credential needed.</summary>
internal sealed class Health(INginxControl nginx, Certificates certificates, Lifecycle lifecycle, Func<JoinStatus?> joining, TimeProvider time)
{
    public const string Ok = "ok";
    private const string Error = "error";

    public IEnumerable<AgentRoute> Routes =>
    [
        AgentRoute.Get("/health", null, LiveAsync),
        AgentRoute.Get("/health/live", null, LiveAsync),
        AgentRoute.Get("/ready", null, ReadyAsync),
        AgentRoute.Get("/health/ready", null, ReadyAsync),
    ];

    private Task LiveAsync(HttpContext context)
    {
        var now = lifecycle.Now;
        var body = new LivenessBody(
            Word(now.IsRunning), "liveness", BodyOf(now), lifecycle.UptimeSeconds, lifecycle.StartedAt, time.GetUtcNow(), new ServerBody(AgentIdentity.Product, Roles.Version)) { Joining = joining() };
        return context.JsonAsync(body, AgentJson.Default.LivenessBody, StatusOf(now.IsRunning));
    }

    private async Task ReadyAsync(HttpContext context)
    {
        var state = await nginx.GetStateAsync(context.RequestAborted);
        var now = lifecycle.Now;
        var checks = NginxChecks.Of(state, certificates.List(state.CertificateFiles), time.GetUtcNow());
        var good = checks.Count(check => check.IsOk);
        var ready = now.IsRunning && good == checks.Count;
        var body = new ReadinessBody(
            Word(ready), "readiness", BodyOf(now), checks, new CheckSummary(checks.Count, good, checks.Count - good), new ReadinessThresholds(state.Workers.MaxOldGenerations),
            lifecycle.UptimeSeconds, lifecycle.StartedAt, time.GetUtcNow());
        await context.JsonAsync(body, AgentJson.Default.ReadinessBody, StatusOf(ready));
    }

    private static LifecycleBody BodyOf(Lifecycle.Moment now) => new(now.State, Word(now.IsRunning), now.ChangedAt, now.Signal);

    private static int StatusOf(bool good) => good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    internal static string Word(bool good) => good ? Ok : Error;
}
