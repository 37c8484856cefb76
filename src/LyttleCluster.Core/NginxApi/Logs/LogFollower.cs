using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.NginxApi;

/// <summary>
/// Follows a node's log by looking at it again and again, across broken connections and restarts. The agent has a cursor; LyttleNGINX gives its last
/// lines only, and counts the calls: there the looks are far apart, what was seen is dropped, and lines that were pushed out between two looks
/// are told as a loss.
/// </summary>
internal sealed class LogFollower(NginxApiChannel channel, DialectFinder finder, LogReader reader, NginxApiLogCall call, TimeSpan silence)
{
    private const int FirstLook = 200;

    private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

    // 100 calls in 15 minutes are one in 9 s; one more in ten is left for others.
    private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private IReadOnlyList<NginxApiLogEntry>? _seen;
    private string? _cursor;
    private bool _isAway;
    private string? _awayId;

    public async IAsyncEnumerable<NginxApiLogItem> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var (look, failure) = await TryLookAsync(cancellationToken);
            if (failure is not null)
            {
                // Who is not let in, or asks something else than an nginx_api, will not be better off in a while.
                if (!_isAway && _seen is null && _cursor is null && IsFinal(failure)) throw failure;
                if (_awayId != failure.ErrorId) yield return NginxApiLogItem.Disconnected(failure);
                (_isAway, _awayId) = (true, failure.ErrorId);
                await Task.Delay(Longer(Often, failures++), channel.Time, cancellationToken);
                continue;
            }

            if (_isAway) yield return NginxApiLogItem.Reconnected;
            (_isAway, _awayId, failures) = (false, null, 0);
            if (look!.Loss is { } loss) yield return NginxApiLogItem.Loss(loss);
            foreach (var entry in look.Entries) yield return NginxApiLogItem.Of(entry);
            if (!look.HasMore) await Task.Delay(look.Pause, channel.Time, cancellationToken);
        }
    }

    private static bool IsFinal(ClusterException failure) =>
        NginxApiErrors.IsDenied(failure) || NginxApiErrors.ConnectionOf(failure) is EndpointConnection.AccessDenied or EndpointConnection.NoApi || failure.ErrorId == "NginxApiNotSupported";

    private static TimeSpan Longer(TimeSpan pause, int failures) => failures >= 5 ? LongestPause : pause * (1 << failures);

    private async Task<(Look? Look, ClusterException? Failure)> TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var dialect = await finder.FindAsync(silence, cancellationToken);
            return (dialect.Generation == NginxApiGeneration.Agent ? await LookBehindCursorAsync(cancellationToken) : await LookAgainAsync(dialect, cancellationToken), null);
        }
        catch (ClusterException failure)
        {
            return (null, failure);
        }
    }

    private async Task<Look> LookBehindCursorAsync(CancellationToken cancellationToken)
    {
        var hadCursor = _cursor is not null;
        LogBody page;
        string? loss = null;
        try
        {
            page = await reader.AfterAsync(call, _cursor, silence, cancellationToken);
        }
        catch (ClusterException failure) when (hadCursor && failure.ErrorId == "NginxApiBadRequest")
        {
            // The cursor is of a log that is no more (rotated away, another agent).
            loss = "the log was begun anew, and lines between may be missing";
            page = await reader.AfterAsync(call, null, silence, cancellationToken);
        }

        _cursor = page.Next ?? _cursor;
        return new Look(page.Entries, loss, Often, HasMore: hadCursor && page.Entries.Count >= LogReader.MostOfAgent);
    }

    private async Task<Look> LookAgainAsync(NginxApiDialect dialect, CancellationToken cancellationToken)
    {
        var pause = dialect.CountsCalls ? Seldom : Often;
        if (_seen is not { } seen)
        {
            _seen = await reader.LastAsync(Math.Max(call.Level is null ? call.Tail : LogReader.MostKept, FirstLook), silence, cancellationToken);
            var wanted = _seen.Where(Wanted).ToList();
            return new Look(wanted.Count <= call.Tail ? wanted : wanted.GetRange(wanted.Count - call.Tail, call.Tail), null, pause, false);
        }

        var now = await reader.LastAsync(FirstLook, silence, cancellationToken);
        var first = LogOverlap.FirstNew(seen, now);
        if (first is null && now.Count >= FirstLook)
        {
            now = await reader.LastAsync(LogReader.MostKept, silence, cancellationToken);
            first = LogOverlap.FirstNew(seen, now);
        }

        if (now.Count > 0) _seen = now;
        var loss = first is null && now.Count > 0 ? "more lines were written between two looks than the node keeps, or its log began anew" : null;
        return new Look([.. now.Skip(first ?? 0).Where(Wanted)], loss, pause, false);
    }

    private bool Wanted(NginxApiLogEntry entry) => LogReader.IsWanted(entry, call);

    /// <summary>What one look gave.</summary>
    /// <param name="Entries">New lines that are wanted.</param>
    /// <param name="Loss">Why lines before them may be missing.</param>
    /// <param name="Pause">Until the next look.</param>
    /// <param name="HasMore">Whether more wait already.</param>
    private sealed record Look(IReadOnlyList<NginxApiLogEntry> Entries, string? Loss, TimeSpan Pause, bool HasMore);
}
