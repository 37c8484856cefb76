using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace LyttleCluster.Core.Domains;

/// <summary>
/// Checks of changes for LyttleNGINX. It cannot test a configuration with nginx beforehand, and its own test of upstreams is a look-up of the name only
/// (nginx-api.md, 7): so upstreams are tried from here, but for those that only the node itself can reach.
/// </summary>
internal sealed class RowChecks(TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    public async IAsyncEnumerable<DomainCheck> CheckAsync(
        PlaceWork work, Func<string, bool> isWanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = work.Changes.Where(change => change.After is not null).ToList();
        if (!isWanted(DomainChecks.Upstream)) yield break;
        var upstreams = changes.SelectMany(change => change.After!.Upstreams.Select(upstream => (change, upstream.Address))).Where(one => !IsNodesOwn(one.Address));
        foreach (var (change, address) in upstreams) yield return await UpstreamAsync(work.Place, change, address, cancellationToken);
    }

    /// <summary>Whether an address is the node's own loopback, or leads to another machine when it is asked from here.</summary>
    private static bool IsNodesOwn(Uri address) => address.IsLoopback || (IPAddress.TryParse(address.IdnHost, out var ip) && IPAddress.IsLoopback(ip));

    private async Task<DomainCheck> UpstreamAsync(Place place, EntryChange change, Uri address, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var why = await WhyNotAsync(address, cancellationToken);
        return Make(place, change, DomainChecks.Upstream, address.ToString(), why is null, why is null ? "it takes connections from here" : $"{why}, from here", "Start what is to answer there, or correct the address.", time.GetElapsedTime(started));
    }

    private static async Task<string?> WhyNotAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.IdnHost, address.Port, limited.Token);
            return null;
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it took no connection within {Limit.TotalSeconds:0} s";
        }
    }

    private static DomainCheck Make(Place place, EntryChange change, string check, string target, bool passed, string detail, string remedy, TimeSpan duration) => new(
        new ClusterCheck
        {
            Node = place.Nodes[0].Name,
            Domain = change.Shown,
            Check = check,
            Target = target,
            Passed = passed,
            Detail = detail,
            Remedy = passed ? null : remedy,
            Duration = duration,
        },
        change.Domain,
        place);
}
