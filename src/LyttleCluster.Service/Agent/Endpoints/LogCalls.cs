using System.Text.Json;
using LyttleCluster.Service.Agent.Access;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Agent.Nginx;

namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>GET /logs: nginx's error and access log.</summary>
internal sealed class LogCalls(INginxControl nginx, TimeProvider time)
{
    private const int AbsentCount = 100;
    private const int MostCount = 10_000;

    /// <summary>No answer is larger, however long the lines are: clients and this host keep it in memory as a whole.</summary>
    internal const int MostBytes = 6 * 1024 * 1024;

    public IEnumerable<AgentRoute> Routes => [AgentRoute.Get("/logs", Right.Operator, ReadAsync)];

    private async Task ReadAsync(HttpContext context)
    {
        if (Asked(context, out var query, out var withLogs) is { } wrong)
        {
            await context.RefuseAsync(Refusal.BadRequest(wrong), time);
            return;
        }

        await context.JsonAsync(await FittingAsync(query, withLogs, context.RequestAborted));
    }

    /// <summary>As many of the wanted lines as fit: without a cursor the newest, with one those that come next, so that reading on misses none.</summary>
    private async Task<byte[]> FittingAsync(LogQuery query, bool withLogs, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await nginx.ReadLogAsync(query, cancellationToken);
            var body = JsonSerializer.SerializeToUtf8Bytes(BodyOf(page, withLogs), AgentJson.Default.LogBody);
            if (body.Length <= MostBytes || page.Entries.Count <= 1) return body;
            query = query with { Count = Math.Max(1, (int)(0.9 * page.Entries.Count * MostBytes / body.Length)) };
        }
    }

    private static LogBody BodyOf(LogPage page, bool withLogs) =>
        new(page.Entries.Count, [.. page.Entries.Select(BodyOf)], withLogs ? [.. page.Entries.Select(line => line.Raw)] : [], page.Next);

    /// <summary>What is asked for; the answer is what is wrong with it, null when nothing is.</summary>
    private static string? Asked(HttpContext context, out LogQuery query, out bool withLogs)
    {
        query = new LogQuery { Count = AbsentCount };
        // The lines stand in the entries as well: who reads those spares both sides a third.
        withLogs = context.Request.Query["logs"].ToString() != "false";
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
