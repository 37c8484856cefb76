using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>
/// The calls that run, and how they end when the manager stops. What only looks has a moment to end, as streams of the API do with a last word; then it is cut
/// off, for a page that follows would never end by itself. What changes something comes to its end within a limit; then it is canceled as by its caller's
/// Ctrl+C, so that the step that runs is finished or noted, and the journal knows.
/// </summary>
internal sealed class RunningCalls(Lifecycle lifecycle, TimeProvider time) : IDisposable
{
    /// <summary>What is asked while the manager stops, to see that it does.</summary>
    private static readonly string[] Answered = ["/healthz", "/readiness", "/metrics"];

    private readonly CancellationTokenSource _endLooks = new();
    private readonly CancellationTokenSource _endChanges = new();
    private readonly Lock _gate = new();
    private ITimer? _cutOff;
    private int _changes;
    private TaskCompletionSource? _idle;

    /// <summary>How many that change something run.</summary>
    public int Changes
    {
        get
        {
            lock (_gate) return _changes;
        }
    }

    /// <summary>Carries out one call; stands before everything but the envelope of failures.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (lifecycle.Now.State == Lifecycle.Stopping && !Answered.Contains(context.Request.Path.Value)) throw Closing();
        var isChange = IsChange(context.Request);
        var end = isChange ? _endChanges : _endLooks;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end.Token);
        context.RequestAborted = ended.Token;
        context.SetEnd(end.Token);
        if (isChange) Count(1);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // What was answered until now must not look complete.
            context.Abort();
        }
        finally
        {
            if (isChange) Count(-1);
        }
    }

    /// <summary>Waits for what runs, and cancels what is left when its limit is over.</summary>
    /// <param name="looks">How long what only looks may go on.</param>
    /// <param name="changes">How long what changes something may.</param>
    /// <param name="cancellationToken">Ends the waiting at once.</param>
    /// <returns>How many changes were canceled.</returns>
    public async Task<int> EndAsync(TimeSpan looks, TimeSpan changes, CancellationToken cancellationToken)
    {
        _cutOff = time.CreateTimer(_ => CutOff(), null, looks, Timeout.InfiniteTimeSpan);
        await WhenIdle().WaitAsync(changes, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var left = Changes;
        if (left > 0) await _endChanges.CancelAsync();
        return left;
    }

    private void CutOff()
    {
        try
        {
            _endLooks.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // All has ended in the same moment.
        }
    }

    public void Dispose()
    {
        _cutOff?.Dispose();
        _endLooks.Dispose();
        _endChanges.Dispose();
    }

    /// <summary>A POST of a whole request to <c>…/query</c> only looks.</summary>
    private static bool IsChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && request.Path.Value?.EndsWith("/query", StringComparison.Ordinal) != true;

    private static ClusterException Closing() => new(
        "ManagerClosing", ClusterErrorCategory.ResourceUnavailable,
        "The manager stops, and takes nothing new.",
        "Try again when it runs again; a service starts it again by itself.");

    private void Count(int more)
    {
        lock (_gate)
        {
            _changes += more;
            if (_changes == 0) _idle?.TrySetResult();
        }
    }

    private Task WhenIdle()
    {
        lock (_gate)
        {
            if (_changes == 0) return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }
}
