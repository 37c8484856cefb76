using LyttleCluster.Core.Docker;

namespace LyttleCluster.Core.Watching;

/// <summary>Follows an engine's events: keeps them, has the containers listed anew when one is about them, and says where some may be missing.</summary>
internal sealed class EngineEvents : IAsyncDisposable
{
    /// <summary>An engine remembers 256 events: when it replays about as many, there may have been more.</summary>
    private const int FullReplay = 250;

    /// <summary>Events of one engine are not strictly in order of their times, and the clocks are known to within a moment.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    private readonly DockerClient _docker;
    private readonly INodeSight _node;
    private readonly EngineWatch _engine;
    private readonly DateTimeOffset? _since;
    private readonly WatchTools _tools;
    private readonly EventBudget _budget;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;
    private volatile TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _replayed;
    private int _leftOut;
    private long? _told;

    public EngineEvents(DockerClient docker, INodeSight node, EngineWatch engine, DateTimeOffset? since, WatchTools tools)
    {
        (_docker, _node, _engine, _since, _tools) = (docker, node, engine, since, tools);
        _budget = new EventBudget(tools.Time);
        _following = Task.Run(FollowAsync);
    }

    /// <summary>The engine has just answered, so its events can be asked for.</summary>
    public void EngineAnswers() => _answers.TrySetResult();

    /// <summary>Says how many events were left out, a second after it was last said at the earliest; the containers have just been listed.</summary>
    public async ValueTask TellLeftOutAsync()
    {
        if (Volatile.Read(ref _leftOut) == 0 || (_told is { } told && _tools.Time.GetElapsedTime(told) < TimeSpan.FromSeconds(1))) return;
        _told = _tools.Time.GetTimestamp();
        var count = Interlocked.Exchange(ref _leftOut, 0);
        var gap = WatchEvents.Gap(_docker.Endpoint.Node, $"{count} came faster than they can be kept and were left out", _tools.Time.GetUtcNow());
        await _node.HappenedAsync(gap, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        await _answers.Task.WaitAsync(_stop.Token);
        // What happened while nobody watched is replayed, by the engine's own clock.
        var began = EngineNow();
        var since = _since is { } last && _engine.ClockSkew is { } skew ? last + skew - Overlap : (DateTimeOffset?)null;
        while (true)
        {
            try
            {
                await foreach (var item in _docker.FollowEventsAsync(since, _tools.Pace.Silence, UntilItAnswersAsync, _stop.Token)) await TakeAsync(item, since is null ? null : began);
            }
            catch (Exception unexpected) when (!_stop.IsCancellationRequested)
            {
                // What no engine says: the stream begins anew, behind it.
                await GapAsync($"what the engine said cannot be understood ({unexpected.Message})");
                since = null;
                await Task.Delay(_tools.Pace.AgainLater, _tools.Time, _stop.Token);
            }
        }
    }

    private async Task TakeAsync(DockerEventItem item, DateTimeOffset? began)
    {
        if (item.Kind == DockerEventItemKind.Event)
        {
            _engine.Heard();
            await TakeAsync(item.Event!, isReplay: item.Event!.Timestamp < began);
        }
        else if (item.Kind == DockerEventItemKind.Gap)
        {
            await GapAsync(item.Reason!);
        }
    }

    private DateTimeOffset EngineNow() => _tools.Time.GetUtcNow() + (_engine.ClockSkew ?? TimeSpan.Zero);

    /// <summary>A stream that broke is opened again when the engine answers, a second later at the earliest. Whether it is away is for a look to say.</summary>
    private async Task UntilItAnswersAsync(CancellationToken cancellationToken)
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers = answers;
        _engine.Touch();
        await Task.Delay(_tools.Pace.Again, _tools.Time, cancellationToken);
        await answers.Task.WaitAsync(cancellationToken);
    }

    private async Task TakeAsync(DockerEvent item, bool isReplay)
    {
        if (IsAboutContainers(item)) _engine.Touch();
        var seen = item.ToModel(_docker.Endpoint.Node);
        // Routine that nobody asked to see: the runs of health checks alone would be most of what is kept.
        if (seen.Severity == EventSeverity.Debug) return;
        if (isReplay && ++_replayed == FullReplay) await GapAsync("more happened while nobody watched than the engine remembers");
        if (!_budget.Take())
        {
            Interlocked.Increment(ref _leftOut);
            _engine.Touch();
            return;
        }

        await _node.HappenedAsync(isReplay ? seen with { Late = true } : seen, _stop.Token);
    }

    private ValueTask GapAsync(string why)
    {
        _engine.Touch();
        return _node.HappenedAsync(WatchEvents.Gap(_docker.Endpoint.Node, why, _tools.Time.GetUtcNow()), _stop.Token);
    }

    /// <summary>Whether the list of containers may say something else after it.</summary>
    private static bool IsAboutContainers(DockerEvent item) =>
        item.Type == "container" && !item.Action.StartsWith("exec_", StringComparison.Ordinal) && item.Action is not ("top" or "attach" or "detach" or "resize" or "kill");
}
