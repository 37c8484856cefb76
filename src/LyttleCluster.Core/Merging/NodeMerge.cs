using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Merging;

/// <summary>
/// Reads streams of many nodes side by side and gives them as one, in order of time. Each node's streams join as soon as it has said which
/// they are, and a node that is silent holds up the others for <see cref="MergeLimits.Silence"/> at most, wherever it hangs: then it is reported,
/// and what it says later comes marked late. A failing node is one element and never stops the others. Ending the enumeration early cancels
/// what still runs and waits for it.
/// </summary>
internal sealed class NodeMerge<T>(MergeRules<T> rules, TimeProvider time)
{
    /// <summary>Reads streams that end.</summary>
    public async IAsyncEnumerable<Answer<T>> ReadAsync(MergeRequest<T> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var answer in WithoutInputs(request)) yield return answer;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var merge = new TimeMerge<T>(rules, MergeLimits.Silence, time);
        var sources = request.Inputs.Select(input => merge.Open(input.Node, 1, input.IsLocal)).ToList();
        var copying = CopyAsync(request, sources, stop.Token);
        try
        {
            for (var isLate = false; sources.Count > 0; isLate = true)
            {
                // Those that leave are merged again when the others have ended, as they are then: among themselves they are in order, too.
                var left = new List<MergeSource<T>>();
                await foreach (var answer in request.OfEachRun(merge.MergeAsync(sources, left, cancellationToken)).WithCancellation(cancellationToken))
                {
                    yield return isLate && answer.IsValue ? rules.MarkLate(answer.Value) : answer;
                }

                sources = left;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads streams that go on until cancelled. A node that has not said yet which they are is reported, too.</summary>
    public async IAsyncEnumerable<Answer<T>> FollowAsync(MergeRequest<T> request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var answer in WithoutInputs(request)) yield return answer;
        if (request.Inputs.Count == 0) yield break;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var merge = new LiveMerge<T>(rules.TimeOf, MergeLimits.Hold, MergeLimits.Held, time);
        var sinks = request.Inputs.Select(_ => merge.Open()).ToList();
        var reporting = request with { Inputs = [.. request.Inputs.Zip(sinks, ReportWhenSilent)] };
        var copying = CopyAsync(reporting, sinks, stop.Token);
        try
        {
            await foreach (var answer in merge.ReadAsync(cancellationToken)) yield return answer;
        }
        finally
        {
            await stop.CancelAsync();
            await copying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Where there is no node to answer, all have answered.</summary>
    private static IEnumerable<Answer<T>> WithoutInputs(MergeRequest<T> request) => request.Inputs.Count == 0 ? request.WhenAllOpened() : [];

    /// <summary>Asks all nodes for their streams and copies each to a sink of its own.</summary>
    private static async Task CopyAsync(MergeRequest<T> request, IReadOnlyList<IMergeSink<T>> sinks, CancellationToken cancellationToken)
    {
        using var throttle = new SemaphoreSlim(Math.Max(request.ThrottleLimit, 1));
        var toOpen = request.Inputs.Count;
        await Task.WhenAll(request.Inputs.Zip(sinks, (input, sink) => Task.Run(() => CopyNodeAsync(input, sink), CancellationToken.None)));

        async Task CopyNodeAsync(MergeInput<T> input, IMergeSink<T> sink)
        {
            var copying = new List<Task>();
            try
            {
                var streams = await OpenAsync(input, throttle, cancellationToken);
                if (Interlocked.Decrement(ref toOpen) == 0) streams = [.. streams, request.WhenAllOpened().ToAsyncEnumerable()];
                var ahead = MergeLimits.Ahead(request.Inputs.Count, streams.Count);
                foreach (var stream in streams)
                {
                    var into = sink.Add(ahead);
                    copying.Add(Task.Run(() => CopyStreamAsync(input.Node, stream, into, cancellationToken), CancellationToken.None));
                }
            }
            finally
            {
                sink.End();
                await Task.WhenAll(copying);
            }
        }
    }

    /// <summary>The streams of a node; one that says why there are none.</summary>
    private static async Task<IReadOnlyList<IAsyncEnumerable<Answer<T>>>> OpenAsync(MergeInput<T> input, SemaphoreSlim throttle, CancellationToken cancellationToken)
    {
        await throttle.WaitAsync(cancellationToken);
        try
        {
            return await input.OpenAsync(cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return [new Answer<T>[] { Unexpected.Wrap(failure, input.Node) }.ToAsyncEnumerable()];
        }
        finally
        {
            throttle.Release();
        }
    }

    /// <summary>Copies one stream; its failure is an element of it.</summary>
    private static async Task CopyStreamAsync(string node, IAsyncEnumerable<Answer<T>> stream, IMergeSink<T> into, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var answer in stream.WithCancellation(cancellationToken)) await into.WriteAsync(answer, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            await into.WriteAsync(Unexpected.Wrap(failure, node), cancellationToken);
        }
        finally
        {
            into.End();
        }
    }

    /// <summary>The same node, but reported when it does not answer in time; what it had to say before it did is late.</summary>
    private MergeInput<T> ReportWhenSilent(MergeInput<T> input, IMergeSink<T> sink) => input with
    {
        OpenAsync = async cancellationToken =>
        {
            var opening = input.OpenAsync(cancellationToken);
            try
            {
                // The opening itself ends when cancelled.
                return await opening.WaitAsync(MergeLimits.Silence, time, CancellationToken.None);
            }
            catch (TimeoutException) when (!opening.IsCompleted)
            {
                await sink.WriteAsync(rules.ReportSilent(input.Node), cancellationToken);
            }

            var streams = await opening;
            var opened = time.GetUtcNow();
            return [.. streams.Select(stream => stream.Select(answer => answer.IsValue && rules.TimeOf(answer.Value) < opened ? rules.MarkLate(answer.Value) : answer))];
        },
    };
}
