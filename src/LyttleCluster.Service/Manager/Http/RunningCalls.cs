using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Manager.Http;

/// <summary>
/// The calls that run, and how they end when the manager stops. What only looks ends at once: a stream would never end by itself. What changes something
/// comes to its end within a limit; then it is canceled as by its caller's Ctrl+C, so that the step that runs is finished or noted, and the journal knows.
/// </summary>
internal sealed class RunningCalls(Lifecycle lifecycle, TimeProvider time) : IDisposable
{
    /// <summary>What is asked while the manager stops, to see that it does.</summary>
    private static readonly string[] Answered = ["/healthz", "/readiness", "/metrics"];

    private readonly CancellationTokenSource _endLooks = new();
    private readonly CancellationTokenSource _endChanges = new();
    private readonly Lock _gate = new();
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

    /// <summary>Carries out one call; stands before everything else.</summary>
    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        if (!lifecycle.Now.IsRunning && lifecycle.Now.State == Lifecycle.Stopping && !Answered.Contains(context.Request.Path.Value))
        {
            await RefuseAsync(context);
            return;
        }

        var isChange = IsChange(context.Request);
        var end = isChange ? _endChanges : _endLooks;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, end.Token);
        context.RequestAborted = ended.Token;
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

    /// <summary>Ends what only looks, waits for what changes something, and cancels what is left when the limit is over.</summary>
    /// <returns>How many were canceled.</returns>
    public async Task<int> EndAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await _endLooks.CancelAsync();
        try
        {
            await WhenIdle().WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // Said by what is returned.
        }

        var left = Changes;
        await _endChanges.CancelAsync();
        return left;
    }

    public void Dispose()
    {
        _endLooks.Dispose();
        _endChanges.Dispose();
    }

    /// <summary>A POST of a whole request to <c>…/query</c> only looks.</summary>
    private static bool IsChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && request.Path.Value?.EndsWith("/query", StringComparison.Ordinal) != true;

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = "5";
        context.Response.Headers.Connection = "close";
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(
            """{"type":"urn:lyttle-cluster:ManagerStopping","title":"ManagerStopping","status":503,"detail":"The manager stops.","errorId":"ManagerStopping","category":"resourceUnavailable","remedy":"Try again when it runs again; a service is started again by itself."}""",
            context.RequestAborted);
    }

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
