using System.Globalization;
using System.Text;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Metrics;
using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Metrics;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /metrics, for Prometheus: no credential needed.</summary>
internal sealed class MetricsCalls(INginxControl nginx, Counters counters, Lifecycle lifecycle)
{
    public IEnumerable<AgentRoute> Routes => [AgentRoute.Get("/metrics", null, ReadAsync)];

    private async Task ReadAsync(HttpContext context)
    {
        var text = Of(await nginx.GetStateAsync(context.RequestAborted));
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = PrometheusText.ContentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private string Of(NginxState state)
    {
        var text = new PrometheusText()
            .Gauge("lyttle_agent_info", "The version of the agent.", "version", [new(Roles.Version, 1)])
            .Gauge("lyttle_agent_start_time_seconds", "When the agent started, in Unix seconds.", lifecycle.StartedAt.ToUnixTimeMilliseconds() / 1000.0)
            .Gauge("lyttle_agent_nginx_running", "Whether nginx runs.", state.Running ? 1 : 0)
            .Gauge("lyttle_agent_release_served", "Whether the workers answer the release id that the configuration names.", state.ReleaseServed ? 1 : 0)
            .Gauge("lyttle_agent_config_apply_status", "1 unless the last reload failed or was not taken.", state.LastReload is null or { Outcome: ReloadOutcome.Reloaded } ? 1 : 0)
            .Gauge("lyttle_agent_nginx_workers", "Worker processes; old ones finish their connections.", "generation", [new("current", state.Workers.Current), new("old", state.Workers.Old)])
            .Gauge("lyttle_agent_nginx_old_generations", "How many reloads the old workers come from.", state.Workers.OldGenerations)
            .Gauge("lyttle_agent_nginx_old_generations_max", "From how many on a reload is refused.", state.Workers.MaxOldGenerations)
            .Counter("lyttle_agent_reloads_total", "Reloads by outcome.", "outcome", counters.Reloads.Select(pair => KeyValuePair.Create(pair.Key.ToString(), (double)pair.Value)))
            .Counter("lyttle_agent_http_answers_total", "Answers by status.", "status", counters.Answers.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (double)pair.Value)))
            .Counter("lyttle_agent_refused_total", "Calls refused by code.", "code", counters.Refusals.Select(pair => KeyValuePair.Create(pair.Key, (double)pair.Value)));
        var release = state.ConfigurationRelease is { } id ? nginx.Store.Find(id) : null;
        text.Gauge("lyttle_agent_domains", "Entries of domains in the configuration release that the files name.", release?.EntryCount ?? 0);
        if (release is not null) text.Gauge("lyttle_agent_configuration_release_timestamp_seconds", "When that release was made, in Unix seconds.", release.CreatedAt.ToUnixTimeMilliseconds() / 1000.0);
        if (state.LastReload is not { } last) return text.ToString();
        return text
            .Gauge("lyttle_agent_last_reload_timestamp_seconds", "When the last reload ended, in Unix seconds.", last.At.ToUnixTimeMilliseconds() / 1000.0)
            .Gauge("lyttle_agent_last_reload_duration_seconds", "How long the last reload took.", last.Duration.TotalSeconds)
            .ToString();
    }
}
