namespace LyttleCluster.Core.NginxApi;

/// <summary>Reads the last lines of a node's log, in the form that its generation has.</summary>
internal sealed class LogReader(NginxApiChannel channel, DialectFinder finder)
{
    /// <summary>The most that LyttleNGINX keeps; its first form refuses to be asked for more.</summary>
    public const int MostKept = 1000;

    /// <summary>The most that the agent gives at once.</summary>
    public const int MostOfAgent = 10_000;

    // 10,000 long lines, each in its object and as it is.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>Lines that are wanted, oldest first, at most as many as the tail.</summary>
    public async Task<IReadOnlyList<NginxApiLogEntry>> ReadAsync(NginxApiLogCall call, TimeSpan silence, CancellationToken cancellationToken)
    {
        var dialect = await finder.FindAsync(silence, cancellationToken);
        if (dialect.Generation == NginxApiGeneration.Agent) return (await PageAsync(AgentPath(call, null), silence, cancellationToken)).Entries;
        // Without a filter of its own: all that is kept is looked through for the last that are severe enough.
        var body = await LastAsync(call.Level is null ? call.Tail : MostKept, silence, cancellationToken);
        var wanted = body.Where(entry => IsWanted(entry, call)).ToList();
        return wanted.Count <= call.Tail ? wanted : wanted.GetRange(wanted.Count - call.Tail, call.Tail);
    }

    /// <summary>The last lines of a LyttleNGINX, unfiltered.</summary>
    public async Task<IReadOnlyList<NginxApiLogEntry>> LastAsync(int count, TimeSpan silence, CancellationToken cancellationToken) =>
        (await PageAsync($"/logs?count={Math.Clamp(count, 1, MostKept)}", silence, cancellationToken)).Entries;

    /// <summary>The lines of an agent behind a cursor.</summary>
    public Task<LogBody> AfterAsync(NginxApiLogCall call, string? after, TimeSpan silence, CancellationToken cancellationToken) =>
        PageAsync(AgentPath(call, after), silence, cancellationToken);

    /// <summary>Whether a line is severe enough; one of no known level always is.</summary>
    public static bool IsWanted(NginxApiLogEntry entry, NginxApiLogCall call) => call.Level is not { } least || entry.Level is not { } level || level <= least;

    private async Task<LogBody> PageAsync(string path, TimeSpan silence, CancellationToken cancellationToken)
    {
        var request = NginxApiCall.Get(path, silence) with { MaxAnswerBytes = MaxAnswerBytes };
        NginxApiAnswer answer;
        try
        {
            answer = await channel.DemandAsync(request, silence, cancellationToken);
        }
        catch (ClusterException failure) when (failure.ErrorId == "NginxApiNotFound")
        {
            var dialect = await finder.FindAsync(silence, cancellationToken);
            throw NginxApiErrors.NotSupported(channel.Endpoint, "reading its log", dialect.Name);
        }

        return LogBody.Parse(answer.Body) ?? throw channel.Unreadable(answer, "it is no log");
    }

    private static string AgentPath(NginxApiLogCall call, string? after)
    {
        var count = after is null ? Math.Clamp(call.Tail, 1, MostOfAgent) : MostOfAgent;
        var path = $"/logs?logs=false&count={count}";
        if (call.Level is { } level) path += "&level=" + level.ToString().ToLowerInvariant();
        if (call.Stream is { } stream) path += "&stream=" + Uri.EscapeDataString(stream);
        return after is null ? path : path + "&after=" + Uri.EscapeDataString(after);
    }
}
