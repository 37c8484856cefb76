using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Publishing;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>nginx itself: how it is, whether its configuration is right, and the reload that is waited for.</summary>
internal sealed class NginxCalls(INginxControl nginx, EntryPublisher publisher, TimeProvider time)
{
    public IEnumerable<AgentRoute> Routes =>
    [
        AgentRoute.Get("/nginx", Right.Viewer, StateAsync),
        AgentRoute.Post("/configuration/test", Right.Operator, TestAsync),
        AgentRoute.Post("/reload", Right.Operator, ReloadAsync),
    ];

    private async Task StateAsync(HttpContext context)
    {
        var state = await nginx.GetStateAsync(context.RequestAborted);
        var workers = state.Workers;
        await context.JsonAsync(
            new NginxBody(
                state.Version, state.Running, state.MasterPid, state.Release, state.ReleaseServed,
                new WorkersBody(workers.Current, workers.Old, workers.OldGenerations, workers.MaxOldGenerations),
                state.LastReload is { } last ? new LastReloadBody(last.At, last.Outcome.ToString(), (long)last.Duration.TotalMilliseconds, last.Error) { CorrelationId = last.CorrelationId } : null,
                state.Configuration) { ConfigurationRelease = state.ConfigurationRelease },
            AgentJson.Default.NginxBody);
    }

    private async Task TestAsync(HttpContext context)
    {
        var test = await nginx.TestAsync(context.RequestAborted);
        await context.JsonAsync(new ConfigurationTestBody(test.Valid, test.Output, (long)test.Duration.TotalMilliseconds), AgentJson.Default.ConfigurationTestBody);
    }

    private async Task ReloadAsync(HttpContext context)
    {
        if (!Queries.TryBool(context, "force", out var force))
        {
            await context.RefuseAsync(Refusal.BadRequest("force is true or false"), time);
            return;
        }

        var report = await publisher.ReloadAsync(force, context.PublishCaller(), context.RequestAborted);
        var succeeded = report.Outcome == ReloadOutcome.Reloaded;
        await context.JsonAsync(BodyOf(report, succeeded), AgentJson.Default.ReloadBody, succeeded ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError);
    }

    private static ReloadBody BodyOf(ReloadReport report, bool succeeded) => new()
    {
        Success = succeeded,
        DurationMs = (long)report.Duration.TotalMilliseconds,
        Release = report.Release,
        Code = succeeded ? null : report.Outcome.ToString(),
        Error = succeeded ? null : report.Error ?? report.Outcome.ToString(),
        Log = succeeded ? null : report.Log,
    };
}
