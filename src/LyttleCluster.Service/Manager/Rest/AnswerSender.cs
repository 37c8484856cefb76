using LyttleCluster.Core;
using LyttleCluster.Core.Api;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>
/// Sends an answer as it comes. What is there is gathered up to 60 kB; when nothing more comes it is sent, and a sign of life follows every 5 s.
/// The source is asked for the next element only when there is room: a reader that is slow slows it down, one that does not read at all is cut off.
/// </summary>
internal sealed class AnswerSender(ManagerLimits limits, ServiceLog log, TimeProvider time)
{
    /// <summary>Sends an answer whose elements have no ids.</summary>
    /// <param name="context">The call.</param>
    /// <param name="ask">Asks for the elements.</param>
    /// <param name="stopping">Ends it before its end, for streams; none for what ends by itself.</param>
    public Task SendAsync<T>(HttpContext context, Func<CancellationToken, IAsyncEnumerable<Answer<T>>> ask, CancellationToken stopping) =>
        SendAsync(context, token => Task.FromResult(new ResumableStream<T>(ask(token), NoId)), stopping);

    /// <summary>Sends an answer.</summary>
    /// <param name="context">The call.</param>
    /// <param name="ask">Asks for the elements.</param>
    /// <param name="stopping">Ends it before its end, for streams; none for what ends by itself.</param>
    public async Task SendAsync<T>(HttpContext context, Func<CancellationToken, Task<ResumableStream<T>>> ask, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var buffer = new AnswerBuffer();
        var course = new Course<T>(context, AnswerFormat<T>.For(context, buffer), buffer, limits, log, time);
        try
        {
            await course.RunAsync(await ask(ended.Token), ended);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            await course.FailAsync(ApiErrors.Stopping());
        }
        catch (Exception failure) when (course.HasBegun && !context.RequestAborted.IsCancellationRequested)
        {
            // The status is out already, so it is told inside.
            await course.FailAsync(failure as ClusterException ?? Failures.Unexpected(context, failure, log));
        }
    }

    private static string? NoId() => null;

    /// <summary>One answer on its way.</summary>
    private sealed class Course<T>(HttpContext context, AnswerFormat<T> format, AnswerBuffer buffer, ManagerLimits limits, ServiceLog log, TimeProvider time)
    {
        public bool HasBegun { get; private set; }

        public async Task RunAsync(ResumableStream<T> source, CancellationTokenSource ended)
        {
            format.Begin();
            if (format is EventStreamAnswer<T>) await SendAsync();
            var elements = source.Answers.GetAsyncEnumerator(ended.Token);
            Task<bool>? pending = null;
            try
            {
                while (true)
                {
                    // Nothing is awaited, nor allocated, as long as the source has its elements at hand.
                    var next = elements.MoveNextAsync();
                    bool more;
                    if (next.IsCompletedSuccessfully)
                    {
                        more = next.Result;
                    }
                    else
                    {
                        pending = next.AsTask();
                        more = await WaitAsync(pending);
                        pending = null;
                    }

                    if (!more) break;
                    format.Add(elements.Current, source.CurrentId());
                    if (buffer.Count >= AnswerBuffer.Full) await SendAsync();
                }
            }
            finally
            {
                if (pending is not null)
                {
                    // An enumerator may not be disposed of while it is at work.
                    await ended.CancelAsync();
                    await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                await elements.DisposeAsync();
            }

            if (!HasBegun && format.AsProblem is { } problem) await context.ProblemAsync(problem);
            else await EndAsync(null);
        }

        public Task FailAsync(ClusterException failure) => HasBegun || format is EventStreamAnswer<T> ? EndAsync(failure) : throw failure;

        private async Task EndAsync(ClusterException? error)
        {
            format.End(error);
            await SendAsync();
        }

        /// <summary>Waits for the source: sends what there is, then a sign of life now and then.</summary>
        private async Task<bool> WaitAsync(Task<bool> next)
        {
            // Whoever is in between (a channel, a wrapper) mostly has the next element a moment later.
            await Task.Yield();
            if (next.IsCompleted) return await next;
            if (format.IsWorthSending) await SendAsync();
            while (true)
            {
                try
                {
                    return await next.WaitAsync(ApiProtocol.Heartbeat, time, CancellationToken.None);
                }
                catch (TimeoutException) when (!next.IsCompleted)
                {
                    format.Beat();
                    await SendAsync();
                }
            }
        }

        private async Task SendAsync()
        {
            if (!HasBegun) Begin();
            var sending = context.Response.Body.WriteAsync(buffer.Written, context.RequestAborted);
            if (!sending.IsCompletedSuccessfully)
            {
                var slow = sending.AsTask();
                try
                {
                    await slow.WaitAsync(limits.ReaderSilence, time, CancellationToken.None);
                }
                catch (TimeoutException) when (!slow.IsCompleted)
                {
                    CutOff(slow);
                }
            }

            buffer.Clear();
        }

        private void Begin()
        {
            HasBegun = true;
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = format.ContentType;
            context.Response.Headers.CacheControl = "no-store";
            // An nginx in front passes it on as it comes, too.
            context.Response.Headers["X-Accel-Buffering"] = "no";
        }

        private void CutOff(Task sending)
        {
            log.Warn("A reader that did not read was cut off.", ("path", context.Request.Path.Value), ("caller", context.Caller().Name), ("address", context.Connection.RemoteIpAddress), ("correlationId", context.CorrelationId()));
            context.Abort();
            buffer.Abandon();
            // It ends with the connection, and nobody waits for it any more.
            sending.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new OperationCanceledException("The reader was cut off.", context.RequestAborted);
        }
    }
}

/// <summary>Elements, some of which a reader can come back behind.</summary>
/// <param name="Answers">The elements.</param>
/// <param name="CurrentId">The id of the element that was given last; null when it has none.</param>
internal sealed record ResumableStream<T>(IAsyncEnumerable<Answer<T>> Answers, Func<string?> CurrentId);
