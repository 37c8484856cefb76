using System.Net.Sockets;
using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>Whether upstreams take connections from this node.</summary>
internal static class UpstreamTest
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Connects to each upstream of each entry.</summary>
    public static async Task<IReadOnlyList<UpstreamAnswer>> RunAsync(IReadOnlyList<NginxEntry> entries, TimeProvider time, CancellationToken cancellationToken)
    {
        (int Index, Uri Url)[] upstreams = [.. entries.SelectMany((entry, index) => entry.Upstreams.Select(upstream => (index, upstream.Address)))];
        var answers = new UpstreamAnswer[upstreams.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, upstreams.Length), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (at, cancel) => answers[at] = await ConnectAsync(upstreams[at].Index, upstreams[at].Url, time, cancel));
        return answers;
    }

    private static async Task<UpstreamAnswer> ConnectAsync(int index, Uri url, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        string? error = null;
        using var limited = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.IdnHost.Trim('[', ']'), url.Port, either.Token);
        }
        catch (SocketException failure)
        {
            error = failure.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            error = $"It took no connection within {Limit.TotalSeconds:0} s";
        }

        return new UpstreamAnswer(index, url, error, time.GetElapsedTime(started));
    }
}

/// <summary>How one upstream answered.</summary>
/// <param name="Index">Of which entry.</param>
/// <param name="Url">The upstream.</param>
/// <param name="Error">Why it took no connection; null when it did.</param>
/// <param name="Duration">How long that took.</param>
internal sealed record UpstreamAnswer(int Index, Uri Url, string? Error, TimeSpan Duration);
