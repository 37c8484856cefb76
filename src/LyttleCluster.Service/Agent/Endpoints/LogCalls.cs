using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /logs: nginx's error and access log.</summary>
internal sealed class LogCalls(INginxControl nginx, TimeProvider time)
{
    private const int AbsentCount = 100;
    private const int MostCount = 10_000;

    public IEnumerable<AgentRoute> Routes => [AgentRoute.Get("/logs", Right.Operator, ReadAsync)];

    private async Task ReadAsync(HttpContext context)
    {
        if (Asked(context, out var query) is { } wrong)
        {
            await context.RefuseAsync(Refusal.BadRequest(wrong), time);
            return;
        }

        var page = await nginx.ReadLogAsync(query, context.RequestAborted);
        await context.JsonAsync(
            new LogBody(page.Entries.Count, [.. page.Entries.Select(BodyOf)], [.. page.Entries.Select(line => line.Raw)], page.Next),
            AgentJson.Default.LogBody);
    }

    /// <summary>What is asked for; the answer is what is wrong with it, null when nothing is.</summary>
    private static string? Asked(HttpContext context, out LogQuery query)
    {
        query = new LogQuery { Count = AbsentCount };
        if (!Queries.TryCount(context, "count", AbsentCount, MostCount, out var count)) return $"count is a number from 1 to {MostCount}";
        NginxLogLevel? level = null;
        NginxLogStream? stream = null;
        if (Queries.Text(context, "level") is { } levelText)
        {
            if (!LogWords.TryLevel(levelText, out var known)) return "level is debug, info, notice, warn, error, crit, alert or emerg";
            level = known;
        }

        if (Queries.Text(context, "stream") is { } streamText)
        {
            if (!LogWords.TryStream(streamText, out var known)) return "stream is error or access";
            stream = known;
        }

        query = new LogQuery { Count = count, Level = level, Stream = stream, After = Queries.Text(context, "after") };
        return null;
    }

    private static LogEntryBody BodyOf(LogLine line) =>
        new(line.Timestamp, LogWords.NameOf(line.Stream), LogWords.NameOf(line.Level), line.Message, line.Raw, line.Pid);
}
