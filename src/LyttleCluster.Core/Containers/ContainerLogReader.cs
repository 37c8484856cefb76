using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.Docker;
using LyttleCluster.Core.Merging;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Containers;

/// <summary>
/// Reads logs of many containers. All of them are read side by side, whatever the throttle: a merge by time needs the next
/// line of each.
/// </summary>
internal sealed class ContainerLogReader(ContainerFinder finder, NodeConnections connections, TimeProvider time)
{
    /// <summary>A node that is silent for longer leaves a merge.</summary>
    private static readonly TimeSpan MergePatience = TimeSpan.FromSeconds(1);

    /// <summary>How long followed lines are held to be put in order.</summary>
    private static readonly TimeSpan FollowHold = TimeSpan.FromMilliseconds(250);

    /// <summary>Lines held at most while following.</summary>
    private const int LinesHeld = 1024;

    /// <summary>Lines read ahead at most, of all containers of a merge together.</summary>
    private const int LinesAhead = 65536;

    public async IAsyncEnumerable<Answer<ClusterLogEntry>> ReadAsync(ContainerLogQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var found = await finder.CollectAsync(request, cancellationToken);
        foreach (var failure in found.Failures) yield return failure;

        var targets = found.Targets;
        if (targets.Count == 0) yield break;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = Math.Clamp(LinesAhead / targets.Count, 16, LinesHeld);
        var lanes = targets.Select(_ => Channel.CreateBounded<Answer<ClusterLogEntry>>(ahead)).ToList();
        var shared = request.Follow ? lanes[0] : null;
        var pumps = targets.Select((target, i) => PumpAsync(request, target, (shared ?? lanes[i]).Writer, shared is null, stop.Token)).ToList();
        try
        {
            var lines = shared is null ? Merge(targets, lanes, cancellationToken) : FollowAsync(shared, pumps, cancellationToken);
            await foreach (var line in lines) yield return line;
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IAsyncEnumerable<Answer<ClusterLogEntry>> Merge(
        IReadOnlyList<ContainerTarget> targets, List<Channel<Answer<ClusterLogEntry>>> lanes, CancellationToken cancellationToken)
    {
        var merge = new TimeMerge<ClusterLogEntry>(
            line => line.Timestamp, line => line with { Late = true }, node => ContainerErrors.LogSilent(node, MergePatience), MergePatience, time);
        return merge.MergeAsync([.. targets.Select((target, i) => new MergeSource<ClusterLogEntry>(target.Node.Name, lanes[i].Reader))], cancellationToken);
    }

    private async IAsyncEnumerable<Answer<ClusterLogEntry>> FollowAsync(
        Channel<Answer<ClusterLogEntry>> lines, List<Task> pumps, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _ = Task.WhenAll(pumps).ContinueWith(_ => lines.Writer.TryComplete(), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        var held = new ReorderBuffer<ClusterLogEntry>(line => line.Timestamp, FollowHold, LinesHeld);
        while (true)
        {
            while (held.Count <= LinesHeld && lines.Reader.TryRead(out var answer))
            {
                if (answer.IsValue) held.Add(answer.Value, time.GetUtcNow());
                else yield return answer;
            }

            while (held.TryTake(time.GetUtcNow(), out var line)) yield return line;
            if (!await WaitForMoreAsync(lines.Reader, held.NextDue, cancellationToken)) break;
        }

        while (held.TryTakeEarliest(out var line)) yield return line;
    }

    /// <summary>Until a line came or the next held one is due; false when no line can come any more.</summary>
    private async Task<bool> WaitForMoreAsync(ChannelReader<Answer<ClusterLogEntry>> lines, DateTimeOffset? due, CancellationToken cancellationToken)
    {
        if (due is null) return await lines.WaitToReadAsync(cancellationToken);
        if (lines.Completion.IsCompleted) return false;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = due.Value - time.GetUtcNow();
        if (wait > TimeSpan.Zero) await Task.WhenAny(lines.WaitToReadAsync(stop.Token).AsTask(), Task.Delay(wait, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return true;
    }

    /// <summary>Copies one container's lines; its failure is one of them.</summary>
    private async Task PumpAsync(
        ContainerLogQuery request, ContainerTarget target, ChannelWriter<Answer<ClusterLogEntry>> lines, bool completes, CancellationToken cancellationToken)
    {
        try
        {
            var docker = connections.DockerOf(target.Node);
            var detail = await docker.InspectAsync(target.Container.Id, request.Timeout, cancellationToken);
            await foreach (var line in docker.ReadLogAsync(target.Container.Id, OptionsFor(request, detail.Config?.Tty == true), request.Timeout, cancellationToken))
            {
                await lines.WriteAsync(ToEntry(target.Container, line), cancellationToken);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await lines.WriteAsync(Unexpected.Wrap(failure, target.Node.Name), cancellationToken);
        }
        finally
        {
            if (completes) lines.TryComplete();
        }
    }

    private static ClusterLogEntry ToEntry(ClusterContainer target, DockerLogLine line) => new()
    {
        Node = target.Node,
        Container = target.Name,
        Timestamp = line.Timestamp,
        Stream = line.Stream,
        Message = line.Message,
    };

    private static DockerLogOptions OptionsFor(ContainerLogQuery request, bool hasTty) => new()
    {
        Tail = request.Tail,
        Since = request.Since,
        Until = request.Until,
        Follow = request.Follow,
        StdOut = request.Stream is null or LogStream.StdOut,
        StdErr = request.Stream is null or LogStream.StdErr,
        Tty = hasTty,
    };
}
